package dev.ebm.core.plot;

import dev.ebm.core.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * report.html of a study: its table, pictures and question on one page that needs no other file.
 *
 * @param name of the study
 * @param table heads, then rows
 * @param remarks sentences about it
 * @param pictures PNG files
 * @param question the study file, YAML
 */
public record StudyReport(
    String name,
    List<List<String>> table,
    List<String> remarks,
    List<Path> pictures,
    String question) {

  /**
   * Writes it.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public void write(Path file) {
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (Path picture : pictures) {
      try {
        images.put(
            picture.getFileName().toString().replace(".png", ""), Files.readAllBytes(picture));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String text =
        remarks.stream()
            .map(remark -> "<p>" + Html.escape(remark) + "</p>\n")
            .collect(Collectors.joining());
    String body =
        Html.section("Results", Html.table(table) + text)
            + Html.section("Pictures", Html.pictures(images))
            + Html.section("Study", "<pre>" + Html.escape(question) + "</pre>");
    AtomicFile.write(file, Html.page(name, "A study of " + (table.size() - 1) + " rows", body));
  }
}
