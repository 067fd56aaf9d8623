package dev.ebm.core.plugin;

import dev.ebm.api.config.Option;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which plugins are wanted, and how strictly. It is kept in the file {@value #FILE} of the plugins
 * directory; the command line adds to it.
 *
 * @param onProblem what a broken plugin leads to
 * @param disabled ids of plugins that are not loaded
 * @param required ids of plugins without which nothing is done, whatever {@code onProblem} says
 * @param strict whether plugins without a manifest are refused
 * @param timeLimit how long a call into a plugin may take that computes nothing: that makes,
 *     starts, probes or closes something, or adds to a program
 */
public record PluginPolicy(
    @Option(doc = "What a broken plugin leads to", byDefault = "fail") OnProblem onProblem,
    @Option(doc = "Ids of plugins that are not loaded", byDefault = "[]") List<String> disabled,
    @Option(doc = "Ids of plugins without which nothing is done", byDefault = "[]")
        List<String> required,
    @Option(doc = "Refuse plugins without a manifest", byDefault = "false") boolean strict,
    @Option(
            doc =
                "How long a plugin may take to make, start, probe or close something, or to add to a"
                    + " program",
            byDefault = "5s")
        Duration timeLimit) {

  /** Where the settings lie in the plugins directory. */
  static final String FILE = "plugins.yaml";

  /** Copies the lists. */
  public PluginPolicy {
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException("time-limit must be greater than 0 but is " + timeLimit);
    }
    disabled = List.copyOf(disabled);
    required = List.copyOf(required);
  }

  /**
   * The defaults: every plugin is wanted, none is required, a broken one stops the program. They
   * are not bound from the annotations, because a YAML reader takes longer to load than most
   * plugins.
   */
  public static PluginPolicy byDefault() {
    return new PluginPolicy(OnProblem.FAIL, List.of(), List.of(), false, Duration.ofSeconds(5));
  }

  /**
   * The settings of a plugins directory, or the defaults if it has none.
   *
   * @throws ConfigException EBM-C001 to EBM-C005, EBM-C101, EBM-C102 if the file is wrong
   */
  public static PluginPolicy of(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return byDefault();
    }
    try {
      return new RecordBinder().bind(PluginPolicy.class, YamlFile.read(file), "").orThrow();
    } catch (ConfigException e) {
      throw new ConfigException(e.problems().stream().map(p -> in(file, p)).toList());
    }
  }

  private static Problem in(Path file, Problem problem) {
    String where = problem.where();
    return new Problem(
        problem.severity(),
        problem.code(),
        where.startsWith(file.toString()) ? where : (file + " " + where).strip(),
        problem.what(),
        problem.hint());
  }

  /** With another reaction to broken plugins. */
  public PluginPolicy on(OnProblem reaction) {
    return new PluginPolicy(reaction, disabled, required, strict, timeLimit);
  }

  /** With more plugins disabled and required. */
  public PluginPolicy with(List<String> moreDisabled, List<String> moreRequired) {
    return new PluginPolicy(
        onProblem,
        Stream.concat(disabled.stream(), moreDisabled.stream()).distinct().toList(),
        Stream.concat(required.stream(), moreRequired.stream()).distinct().toList(),
        strict,
        timeLimit);
  }

  /** Refusing plugins without a manifest. */
  public PluginPolicy strictly() {
    return new PluginPolicy(onProblem, disabled, required, true, timeLimit);
  }

  /** With another limit. */
  public PluginPolicy within(Duration limit) {
    return new PluginPolicy(onProblem, disabled, required, strict, limit);
  }
}
