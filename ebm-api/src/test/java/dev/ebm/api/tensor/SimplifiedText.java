package dev.ebm.api.tensor;

import java.util.List;

/** The lines of a printed program between its first and its last, without indentation. */
final class SimplifiedText {

  private SimplifiedText() {}

  /** What is left of a program with one output. */
  static List<String> of(Program.Builder builder, Tensor output) {
    return of(builder.output("out", output).build().simplified());
  }

  static List<String> of(Program program) {
    List<String> lines = program.toString().lines().map(String::strip).toList();
    return lines.subList(1, lines.size() - 1);
  }
}
