package dev.ebm.app.study;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.plugin.PluginException;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Says in problems which part of a study they are of. */
final class Places {

  private Places() {}

  /**
   * The result of work for a part of a study.
   *
   * @param part such as {@code sweep.variants.small}, before the place of each problem
   */
  static <T> T in(String part, Supplier<T> work) {
    return in(where -> where.isEmpty() ? part : part + ", " + where, work);
  }

  /** The result of work on a study file, which is the place of problems that have none. */
  static <T> T ofFile(String file, Supplier<T> work) {
    return in(where -> where.isEmpty() ? file : where, work);
  }

  private static <T> T in(UnaryOperator<String> place, Supplier<T> work) {
    try {
      return work.get();
    } catch (EbmException e) {
      EbmException named = named(e, place);
      named.initCause(e);
      throw named;
    }
  }

  /** Of the same kind, from which the exit code follows. */
  private static EbmException named(EbmException failure, UnaryOperator<String> place) {
    List<Problem> problems =
        failure.problems().stream()
            .map(
                p ->
                    new Problem(p.severity(), p.code(), place.apply(p.where()), p.what(), p.hint()))
            .toList();
    if (failure instanceof ConfigException) {
      return new ConfigException(problems);
    }
    return failure instanceof PluginException
        ? new PluginException(problems)
        : new EbmException(problems);
  }
}
