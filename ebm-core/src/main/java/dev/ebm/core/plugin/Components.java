package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.config.RecordBinder;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Makes components and opens backends that a configuration names. */
public final class Components implements ComponentContext {

  private static final String BACKEND = "backend";

  private final PluginCatalog catalog;
  private final RecordBinder binder;
  private final Optional<Features> features;
  private final Optional<LogDensity> logDensity;
  private final IntFunction<TensorData> trainingRows;
  private final String path;

  /** Makes what needs no features: the dataset, the backend. */
  public Components(PluginCatalog catalog) {
    this(catalog, Optional.empty(), Optional.empty(), Components::noRows, "");
  }

  /** Makes components for rows of the given features, without access to the training rows. */
  public Components(PluginCatalog catalog, Features features) {
    this(catalog, Optional.of(features), Optional.empty(), Components::noRows, "");
  }

  /**
   * Makes components that are trained on a dataset.
   *
   * @param trainingRows up to so many rows of the training split
   */
  public Components(PluginCatalog catalog, Dataset data, IntFunction<TensorData> trainingRows) {
    this(catalog, Optional.of(data.features()), data.logDensity(), trainingRows, "");
  }

  private Components(
      PluginCatalog catalog,
      Optional<Features> features,
      Optional<LogDensity> logDensity,
      IntFunction<TensorData> trainingRows,
      String path) {
    this.catalog = catalog;
    this.binder = new RecordBinder(catalog);
    this.features = features;
    this.logDensity = logDensity;
    this.trainingRows = trainingRows;
    this.path = path;
  }

  @Override
  public Features features() {
    return features.orElseThrow(
        () -> new IllegalStateException("the features are not known while the dataset is made"));
  }

  @Override
  public TensorData trainingRows(int count) {
    return trainingRows.apply(count);
  }

  @Override
  public Optional<LogDensity> logDensity() {
    return logDensity;
  }

  private static TensorData noRows(int count) {
    throw new IllegalStateException("training rows are read while a model is trained only");
  }

  /**
   * A component; problems are told at its kind's label, such as {@code loss.perturbation.t}.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C001 to EBM-C011 if it or a component inside it
   *     is unknown or does not bind
   * @throws PluginException EBM-P112 if the plugin does not come back, EBM-P122 if it fails to make
   *     it
   */
  @Override
  public <T> T create(ComponentSpec<T> spec) {
    String label =
        ComponentKind.of(spec.kind()).map(ComponentKind::label).orElse(spec.kind().getName());
    return create(spec, path.isEmpty() ? label : path + "." + label);
  }

  /** A component; problems are told at the given path, such as {@code evaluate.0}. */
  public <T> T create(ComponentSpec<T> spec, String place) {
    PluginComponent<T> component = find(place, () -> catalog.component(spec.kind(), spec.name()));
    Components inside = new Components(catalog, features, logDensity, trainingRows, place);
    return guard(
        spec.kind(), component, place, () -> inside.create(component.factory(), spec, component));
  }

  private <T, C extends Record> T create(
      ComponentFactory<T, C> factory, ComponentSpec<T> spec, Contribution from) {
    C config = bind(factory.configType(), spec, path);
    return from.plugin()
        .quickly(from.origin().toString(), "create", () -> factory.create(config, this));
  }

  private <C extends Record> C bind(Class<C> type, ComponentSpec<?> spec, String place) {
    Optional<String> origin = catalog.origin(spec.kind(), spec.name());
    return binder.bind(type, spec.options(), place, origin).orThrow();
  }

  /** A plugin's component behind its guard; the application's own needs none. */
  private <T> T guarded(Class<T> kind, T made, Contribution from) {
    if (made instanceof AutoCloseable closeable && kind != Backend.class) {
      catalog.closeAtEnd(from, closeable);
    }
    return from.plugin().builtIn() ? made : Guard.before(kind, made, from.origin());
  }

  /**
   * Opens a backend; the caller closes it.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C001 to EBM-C012 if it is unknown or its options
   *     do not bind
   * @throws dev.ebm.api.error.BackendException EBM-B001 if it cannot be opened here
   * @throws PluginException EBM-P112 if its probe does not come back, EBM-P122 or EBM-P123 if its
   *     plugin fails, EBM-P130 if another one holds a native library that it needs
   */
  public Backend open(ComponentSpec<Backend> spec) {
    PluginBackend backend = find(BACKEND, () -> catalog.backend(spec.name()));
    return guard(Backend.class, backend, BACKEND, () -> open(backend, backend.factory(), spec));
  }

  private <C extends Record> Backend open(
      PluginBackend backend, BackendFactory<C> factory, ComponentSpec<Backend> spec) {
    C config = bind(factory.configType(), spec, BACKEND);
    LoadedPlugin plugin = backend.plugin();
    NativeClaims.claim(
        plugin.toString(), plugin.loader(), backend.probeOrThrow().nativeLibraries());
    return plugin.call(() -> Guard.inside(factory).open(config));
  }

  /** Looks a name up, and tells where the configuration has it if it is unknown. */
  private static <C> C find(String place, Supplier<C> lookup) {
    try {
      return lookup.get();
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream()
              .map(p -> new Problem(p.severity(), p.code(), place, p.what(), p.hint()))
              .toList());
    }
  }

  /** Names the plugin in whatever it throws that is not about the configuration. */
  private <V> V guard(Class<V> kind, Contribution from, String place, Supplier<V> body) {
    V made;
    try {
      made = body.get();
    } catch (ConfigException e) {
      throw e;
    } catch (EbmException e) {
      if (!from.plugin().builtIn()) {
        e.attribute("in " + from.origin());
      }
      throw e;
    } catch (RuntimeException | Error e) {
      if (Origin.isOfTheJvm(e)) {
        throw e;
      }
      throw new PluginException(
          from.origin().replaced(e).orElseGet(() -> failed(from, place, Origin.inOneLine(e))), e);
    }
    // A factory that is not made of its type parameters may return anything.
    Object returned = made;
    if (!kind.isInstance(returned)) {
      String what = returned == null ? "null" : "a " + returned.getClass().getName();
      throw new PluginException(failed(from, place, "it returned " + what));
    }
    return guarded(kind, made, from);
  }

  private static Problem failed(Contribution from, String place, String reason) {
    return Problem.error(
        "EBM-P122",
        place,
        "%s of %s could not be made: %s".formatted(from.name(), from.plugin(), reason),
        "change its options, or report it to the plugin's author");
  }
}
