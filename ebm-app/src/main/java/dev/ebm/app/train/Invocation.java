package dev.ebm.app.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the program was called, for the record of a run and for going on with it.
 *
 * @param args the command line as it was typed
 * @param pluginsDirectory the drop-in folder, if the command line names one
 */
public record Invocation(List<String> args, Optional<Path> pluginsDirectory) {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  /** Copies the arguments. */
  public Invocation {
    args = List.copyOf(args);
  }

  /** The command that goes on with a run, ready for a POSIX shell. */
  String resume(Path experiment, Path folder) {
    String plugins = pluginsDirectory.map(found -> " --plugins-dir " + quoted(found)).orElse("");
    return "./ebm train %s --out %s --resume%s"
        .formatted(quoted(experiment), quoted(folder), plugins);
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
