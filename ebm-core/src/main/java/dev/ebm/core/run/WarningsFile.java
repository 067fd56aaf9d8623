package dev.ebm.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * warnings.json: what deserved attention during training, under {@code warnings} an array of {@code
 * step}, {@code code}, {@code where}, {@code what} and {@code hint}. Without warnings there is
 * none.
 *
 * @param path of the file
 */
public record WarningsFile(Path path) {

  private static final String WARNINGS = "warnings";

  /**
   * One warning.
   *
   * @param step updates done
   * @param problem what is wrong and how to mend it
   */
  public record Entry(int step, Problem problem) {

    private boolean isAbout(Problem other) {
      return problem.code().equals(other.code()) && problem.where().equals(other.where());
    }
  }

  /**
   * The warnings so far.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R006 or EBM-R014 if the file cannot be read or is
   *     damaged
   */
  public List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    if (Files.exists(path)) {
      for (JsonNode entry : Json.read(path).path(WARNINGS)) {
        entries.add(
            new Entry(
                entry.path("step").asInt(),
                Problem.warning(
                    entry.path("code").asText(),
                    entry.path("where").asText(),
                    entry.path("what").asText(),
                    entry.path("hint").asText())));
      }
    }
    return entries;
  }

  /** Adds a warning, unless an earlier session of the run has told it. */
  void add(int step, Problem warning) {
    List<Entry> entries = read();
    if (entries.stream().noneMatch(entry -> entry.isAbout(warning))) {
      entries.add(new Entry(step, warning));
      write(entries);
    }
  }

  /** Removes what was told after a step, from which training goes on. */
  void keepUntil(int step) {
    List<Entry> entries = read();
    if (entries.removeIf(entry -> entry.step() > step)) {
      write(entries);
    }
  }

  private void write(List<Entry> entries) {
    ObjectNode file = Json.object();
    ArrayNode array = file.putArray(WARNINGS);
    for (Entry entry : entries) {
      ObjectNode node = array.addObject();
      node.put("step", entry.step());
      node.put("code", entry.problem().code());
      node.put("where", entry.problem().where());
      node.put("what", entry.problem().what());
      node.put("hint", entry.problem().hint());
    }
    Json.write(path, file);
  }
}
