package dev.ebm.api.plugin;

import dev.ebm.api.backend.Backend;
import org.apiguardian.api.API;

/**
 * Opens a backend.
 *
 * @param <C> its options
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface BackendFactory<C extends Record> {

  /** The name by which an experiment chooses it. */
  String name();

  /** Its options, each annotated with {@link dev.ebm.api.config.Option}. */
  Class<C> configType();

  /** What it is, in one line. */
  String summary();

  /** Whether it can be opened here; loads no native code. */
  BackendProbe probe();

  /**
   * Opens it; called at most once in a JVM.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B001 if its natives are missing or do not load
   */
  Backend open(C config);
}
