package dev.ebm.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.metric.Estimate;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a run ended.
 *
 * @param name of the experiment
 * @param backend the engine's name
 * @param steps updates done
 * @param seconds of training, over all sessions of the run
 * @param status how it ended
 * @param metrics of the last evaluation
 */
public record Summary(
    String name,
    String backend,
    int steps,
    double seconds,
    Status status,
    Map<String, Estimate> metrics) {

  /** How a run ended. */
  public enum Status {
    /** All steps were done. */
    FINISHED,
    /** Somebody stopped it; it can be resumed. */
    INTERRUPTED,
    /** The loss or the parameters became infinite or NaN. */
    DIVERGED;

    /** The name in files: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the metrics. */
  public Summary {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Updates a second; NaN if no time has passed. */
  public double stepsPerSecond() {
    return seconds == 0 ? Double.NaN : steps / seconds;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("name", name).put("backend", backend).put("status", status.word()).put("steps", steps);
    Json.put(json, "seconds", seconds);
    Json.put(json, "steps_per_second", stepsPerSecond());
    ObjectNode results = json.putObject("metrics");
    metrics.forEach(
        (metric, estimate) -> {
          ObjectNode result = results.putObject(metric);
          Json.put(result, "value", estimate.value());
          estimate.standardError().ifPresent(error -> Json.put(result, "standard_error", error));
          result.put("samples", estimate.samples());
        });
    return json;
  }

  /**
   * Reads summary.json.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R006 if it cannot be read, EBM-R014 if it is damaged
   */
  static Summary read(Path file) {
    String where = file.toString();
    ObjectNode json = Json.read(file);
    Map<String, Estimate> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> metric : json.path("metrics").properties()) {
      JsonNode result = metric.getValue();
      OptionalDouble error =
          result.has("standard_error")
              ? OptionalDouble.of(Json.number(where, result, "standard_error"))
              : OptionalDouble.empty();
      metrics.put(
          metric.getKey(),
          new Estimate(
              Json.number(where, result, "value"), error, result.path("samples").asLong()));
    }
    return new Summary(
        json.path("name").asText(),
        json.path("backend").asText(),
        (int) Json.number(where, json, "steps"),
        Json.number(where, json, "seconds"),
        status(where, json.path("status").asText()),
        metrics);
  }

  private static Status status(String where, String word) {
    for (Status status : Status.values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    throw Json.broken(where, "unknown status '" + word + "'");
  }
}
