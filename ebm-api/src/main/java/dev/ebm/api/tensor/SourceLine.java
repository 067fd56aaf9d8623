package dev.ebm.api.tensor;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import java.util.function.Predicate;

/** Finds the line of the author who calls the tensor language. */
final class SourceLine {

  private static final String OWN_PACKAGE = SourceLine.class.getPackageName();
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final Predicate<StackWalker.StackFrame> IS_AUTHOR =
      frame ->
          !(frame.getClassName().startsWith(OWN_PACKAGE + ".")
                  && !frame.getClassName().endsWith("Test"))
              && !frame.getClassName().startsWith("java.");

  private SourceLine() {}

  /** The nearest caller outside this package, such as {@code Mlp.energy(Mlp.java:61)}. */
  static String ofAuthor() {
    return WALKER
        .walk(frames -> frames.filter(IS_AUTHOR).findFirst())
        .map(
            frame -> {
              String name = frame.getClassName();
              String simple = name.substring(name.lastIndexOf('.') + 1);
              return "%s.%s(%s:%d)"
                  .formatted(
                      simple, frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
            })
        .orElse("unknown");
  }

  /** A failure of the author's expression at the author's line. */
  static TensorException fail(String code, String what, String hint) {
    return new TensorException(Problem.error(code, ofAuthor(), what, hint));
  }
}
