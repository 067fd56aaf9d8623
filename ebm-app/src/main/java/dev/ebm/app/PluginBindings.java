package dev.ebm.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginComponent;
import dev.ebm.core.plugin.PluginPolicy;

/**
 * What the plugins bring: backends by canonical name, components by kind and canonical name, and
 * the reader of experiments that knows them all. Only factories are bound; nothing is made.
 */
final class PluginBindings extends AbstractModule {

  private final PluginCatalog catalog;
  private final PluginPolicy policy;

  PluginBindings(PluginCatalog catalog, PluginPolicy policy) {
    this.catalog = catalog;
    this.policy = policy;
  }

  @Override
  protected void configure() {
    bind(PluginCatalog.class).toInstance(catalog);
    bind(PluginPolicy.class).toInstance(policy);

    MapBinder<String, PluginBackend> backends =
        MapBinder.newMapBinder(binder(), String.class, PluginBackend.class);
    for (PluginBackend backend : catalog.backends()) {
      backends.addBinding(backend.canonicalName()).toInstance(backend);
    }

    MapBinder<String, PluginComponent<?>> components =
        MapBinder.newMapBinder(
            binder(), new TypeLiteral<String>() {}, new TypeLiteral<PluginComponent<?>>() {});
    for (PluginComponent<?> component : catalog.components()) {
      String kind = ComponentKind.of(component.factory().kind()).orElseThrow().label();
      components.addBinding(kind + " " + component.canonicalName()).toInstance(component);
    }
  }

  @Provides
  ExperimentLoader experimentLoader() {
    return new ExperimentLoader(catalog);
  }
}
