package dev.ebm.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.testkit.contract.SamplerContract;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every plugin owes. Extend it in a test class of the plugin's project and name the plugin;
 * every component that the plugin offers is then bound, made, and held to the contract of its kind
 * in {@link dev.ebm.testkit.contract}. A backend is also tested by a class that extends {@link
 * dev.ebm.testkit.BackendContract}.
 */
public abstract class PluginContract {

  /** A new instance of the plugin, not started. */
  protected abstract EbmPlugin plugin();

  /**
   * Options to test a component with, as an experiment file would set them; at least those that are
   * required. None unless overridden.
   */
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return Map.of();
  }

  /** What the rows are made of that a component is tested with; two real numbers by default. */
  protected Features features(ComponentKind kind, String name) {
    return Features.continuous(2);
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(EbmPlugin.class).stream().map(ServiceLoader.Provider::type))
        .as("classes that META-INF/services/%s names", EbmPlugin.class.getName())
        .contains(plugin().getClass());
  }

  @Test
  void hasOneIdentity() {
    assertThat(plugin().id()).isEqualTo(plugin().id());
  }

  @Test
  void offersTheSameComponentsWheneverAsked() {
    EbmPlugin plugin = plugin();
    List<String> offered = offers(plugin);
    assertThat(offered).isNotEmpty().doesNotHaveDuplicates();
    assertThat(offers(plugin)).isEqualTo(offered);
    assertThat(offers(plugin())).isEqualTo(offered);
  }

  private static List<String> offers(EbmPlugin plugin) {
    Stream<String> components =
        plugin.components().stream()
            .map(factory -> title(factory) + " of " + factory.configType().getName());
    Stream<String> backends =
        plugin.backends().stream()
            .map(factory -> "backend " + factory.name() + " of " + factory.configType().getName());
    return Stream.concat(components, backends).toList();
  }

  @Test
  void startsAndClosesTwice() {
    EbmPlugin plugin = plugin();
    plugin.start(new TestContext(plugin));
    plugin.close();
    plugin.close();
  }

  @TestFactory
  Stream<DynamicContainer> offersSoundComponents() {
    EbmPlugin plugin = started();
    return plugin.components().stream()
        .map(
            factory ->
                dynamicContainer(
                    title(factory), Stream.of(factory).flatMap(one -> component(plugin, one))))
        .onClose(plugin::close);
  }

  @TestFactory
  Stream<DynamicContainer> offersSoundBackends() {
    EbmPlugin plugin = started();
    return plugin.backends().stream()
        .map(factory -> dynamicContainer("backend " + factory.name(), backend(factory)))
        .onClose(plugin::close);
  }

  private EbmPlugin started() {
    EbmPlugin plugin = plugin();
    plugin.start(new TestContext(plugin));
    return plugin;
  }

  private static ComponentKind kind(ComponentFactory<?, ?> factory) {
    return ComponentKind.of(factory.kind())
        .orElseThrow(() -> new AssertionError(factory.kind() + " is no contract for components"));
  }

  private static String title(ComponentFactory<?, ?> factory) {
    return kind(factory).label() + " " + factory.name();
  }

  private <T, C extends Record> Stream<DynamicNode> component(
      EbmPlugin plugin, ComponentFactory<T, C> factory) {
    ComponentKind kind = kind(factory);
    Features features = features(kind, factory.name());
    OfferedComponents components = OfferedComponents.of(plugin, features);
    Map<String, Object> options = options(kind, factory.name());
    ComponentSpec<T> spec = new ComponentSpec<>(factory.kind(), factory.name(), options);
    ConfigContract<C> config =
        ConfigContract.of(factory.configType(), new RecordBinder(components)).given(options);
    Stream<DynamicNode> ofAnyKind =
        Stream.of(
            dynamicTest("is named and described", () -> named(factory.name(), factory.summary())),
            dynamicTest("documents its options", config::isDocumented),
            dynamicTest("binds its defaults", config::binds),
            dynamicTest("rejects an unknown option", config::rejectsUnknownKeys),
            dynamicTest("is closed twice", () -> closesTwice(components.make(factory, spec))));
    Stream<DynamicNode> ofItsKind =
        Stream.of(spec)
            .flatMap(s -> contract(kind, components.make(factory, s), features))
            .map(test -> test);
    return Stream.concat(ofAnyKind, ofItsKind);
  }

  private Stream<DynamicTest> contract(ComponentKind kind, Object component, Features features) {
    return component instanceof Sampler sampler && sampler.kind() == Sampler.Kind.DESCENT
        ? SamplerContract.ofDescent(sampler, features)
        : Contracts.of(kind, component, features);
  }

  private static void named(String name, String summary) {
    assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(summary).isNotBlank().doesNotContain("\n");
  }

  private static void closesTwice(Object component) throws Exception {
    if (component instanceof AutoCloseable closeable) {
      closeable.close();
      closeable.close();
    }
  }

  private static Stream<DynamicNode> backend(BackendFactory<?> factory) {
    ConfigContract<?> config = ConfigContract.of(factory.configType());
    return Stream.of(
        dynamicTest("is named and described", () -> named(factory.name(), factory.summary())),
        dynamicTest("documents its options", config::isDocumented),
        dynamicTest("binds its defaults", config::binds),
        dynamicTest("rejects an unknown option", config::rejectsUnknownKeys),
        dynamicTest(
            "says in one line whether it can be opened",
            () -> assertThat(factory.probe().detail()).isNotBlank().doesNotContain("\n")),
        dynamicTest(
            "probes the same twice", () -> assertThat(factory.probe()).isEqualTo(factory.probe())));
  }
}
