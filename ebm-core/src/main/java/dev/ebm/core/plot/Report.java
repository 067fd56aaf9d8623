package dev.ebm.core.plot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ebm.api.metric.Estimate;
import dev.ebm.core.run.AtomicFile;
import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * report.html of a run: one page with its results, pictures, experiment and provenance that needs
 * no other file.
 */
public final class Report {

  private Report() {}

  /**
   * Writes the report with all pictures that are in {@code plots/}.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written, EBM-R006 or EBM-R014
   *     if a file of the run cannot be read or is damaged
   */
  public static void write(RunFolder run) {
    Optional<Summary> summary = run.summary();
    List<MetricsLog.Entry> log = run.metrics();
    String title =
        summary
            .map(Summary::name)
            .orElseGet(() -> run.path().toAbsolutePath().normalize().getFileName().toString());
    String lead = summary.map(Report::lead).orElse("This run has not ended yet.");
    String body =
        warnings(run, summary, log)
            + Html.section("Results", Html.table(results(summary)))
            + Html.section("Pictures", Html.pictures(run.pictures()))
            + Html.section("Last logged", Html.table(lastLogged(log)))
            + Html.section("Experiment", "<pre>" + Html.escape(run.experiment()) + "</pre>")
            + Html.section("Provenance", Html.table(provenance(run.provenance())));
    AtomicFile.write(run.reportFile(), Html.page(title, lead, body));
  }

  private static String lead(Summary summary) {
    return "%s after %d steps in %s on backend %s, %s steps a second"
        .formatted(
            capitalised(summary.status().word()),
            summary.steps(),
            duration(summary.seconds()),
            summary.backend(),
            number(summary.stepsPerSecond()));
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return number(seconds) + " s";
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%.5g", value)
        : String.valueOf(value);
  }

  private static String warnings(
      RunFolder run, Optional<Summary> summary, List<MetricsLog.Entry> log) {
    List<String> warnings = new ArrayList<>();
    summary
        .filter(s -> s.status() == Summary.Status.DIVERGED)
        .ifPresent(s -> warnings.add("Training diverged: the results below are not meaningful."));
    summary
        .filter(s -> s.status() == Summary.Status.INTERRUPTED)
        .ifPresent(s -> warnings.add("Training was interrupted; 'ebm train --resume' goes on."));
    for (String name : Curve.names(log)) {
      log.stream()
          .filter(entry -> entry.values().containsKey(name))
          .filter(entry -> !Double.isFinite(entry.values().get(name)))
          .findFirst()
          .ifPresent(
              entry ->
                  warnings.add(
                      "%s was %s at step %d."
                          .formatted(name, entry.values().get(name), entry.step())));
    }
    run.warnings()
        .read()
        .forEach(entry -> warnings.add("Step %d: %s".formatted(entry.step(), entry.problem())));
    return warnings.stream()
        .map(text -> "<p class=\"warning\">" + Html.escape(text) + "</p>\n")
        .collect(Collectors.joining());
  }

  private static Map<String, String> results(Optional<Summary> summary) {
    Map<String, String> rows = new LinkedHashMap<>();
    summary.map(Summary::metrics).orElse(Map.of()).forEach((name, e) -> rows.put(name, result(e)));
    return rows;
  }

  private static String result(Estimate estimate) {
    String error =
        estimate.standardError().isPresent()
            ? " ± " + number(estimate.standardError().getAsDouble()) + " (standard error)"
            : "";
    return number(estimate.value()) + error + ", from " + estimate.samples() + " samples";
  }

  private static Map<String, String> lastLogged(List<MetricsLog.Entry> log) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (MetricsLog.Entry entry : log) {
      entry
          .values()
          .forEach(
              (name, value) -> {
                if (!name.endsWith(RunRecorder.STANDARD_ERROR)) {
                  rows.put(name, number(value) + " at step " + entry.step());
                }
              });
    }
    return rows;
  }

  private static Map<String, String> provenance(JsonNode json) {
    Map<String, String> rows = new LinkedHashMap<>();
    json.properties()
        .forEach(
            field -> {
              String text = text(field.getKey(), field.getValue());
              if (!text.isEmpty()) {
                rows.put(field.getKey().replace('_', ' '), text);
              }
            });
    return rows;
  }

  /** Values of an object in one line, elements of an array in lines of their own. */
  private static String text(String name, JsonNode value) {
    if (value.isArray()) {
      String separator = name.equals("command_line") ? " " : "\n";
      return elements(value)
          .map(element -> text("", element))
          .collect(Collectors.joining(separator));
    }
    if (value.isObject()) {
      return elements(value)
          .filter(JsonNode::isValueNode)
          .map(JsonNode::asText)
          .collect(Collectors.joining(", "));
    }
    return value.asText();
  }

  private static Stream<JsonNode> elements(JsonNode node) {
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(elements::add);
    return elements.stream();
  }
}
