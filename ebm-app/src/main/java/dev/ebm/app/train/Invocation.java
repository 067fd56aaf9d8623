package dev.ebm.app.train;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the program was called, for the record of a run and for going on with it.
 *
 * @param args the command line as it was typed
 * @param pluginArguments what of it is about plugins
 */
public record Invocation(List<String> args, List<String> pluginArguments) {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  /** Copies the arguments. */
  public Invocation {
    args = List.copyOf(args);
    pluginArguments = List.copyOf(pluginArguments);
  }

  /** The command that goes on with a run, ready for a POSIX shell. */
  String resume(Path experiment, Path folder) {
    Stream<String> resumption =
        Stream.of("./ebm", "train", experiment.toString(), "--out", folder.toString(), "--resume");
    return Stream.concat(resumption, pluginArguments.stream())
        .map(Invocation::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
