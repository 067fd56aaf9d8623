package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static final ClassLoader LOADER = new URLClassLoader(new URL[0]);
  private static final String NAME = "thing 'x' of plugin acme 1.2 (acme.jar)";

  private static final Duration LIMIT = PluginPolicy.byDefault().timeLimit();

  private static <T> T guarded(Class<T> contract, T object) {
    return Guard.before(
        contract, object, new Origin("thing 'x'", "plugin acme 1.2 (acme.jar)", LOADER, LIMIT));
  }

  /** Every method by which the application calls into a plugin's objects. */
  static Stream<Method> methods() {
    List<Class<?>> contracts =
        new ArrayList<>(
            Arrays.stream(ComponentKind.values()).map(ComponentKind::contract).toList());
    contracts.addAll(
        List.of(
            BackendFactory.class,
            Backend.class,
            Executable.class,
            Value.class,
            Split.Generator.class,
            LogDensity.class,
            Initializer.class));
    return contracts.stream()
        .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyCallHasThePluginsContextLoaderAndNullIsRefused(Method method) throws Exception {
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    Object answering =
        Proxy.newProxyInstance(
            GuardTest.class.getClassLoader(),
            new Class<?>[] {method.getDeclaringClass()},
            (proxy, called, arguments) -> {
              seen.set(Thread.currentThread().getContextClassLoader());
              return zero(called.getReturnType());
            });
    Object guarded = guardedAs(method.getDeclaringClass(), answering);
    Object[] nothing = Arrays.stream(method.getParameterTypes()).map(GuardTest::zero).toArray();
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    if (method.getReturnType().isPrimitive()) {
      method.invoke(guarded, nothing);
    } else {
      assertThatThrownBy(() -> method.invoke(guarded, nothing))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(PluginException.class)
          .hasMessage(
              "EBM-P124 %s: %s returned null (report it to the plugin's author)",
              NAME, method.getName());
    }
    assertThat(seen).hasValue(LOADER);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  private static <T> T guardedAs(Class<T> contract, Object object) {
    return guarded(contract, contract.cast(object));
  }

  /** Null, or the primitive's zero. */
  private static Object zero(Class<?> type) {
    return type.isPrimitive() && type != void.class
        ? Array.get(Array.newInstance(MethodType.methodType(type).returnType(), 1), 0)
        : null;
  }

  @Test
  void aFailureIsWrappedOnceAndNamesMethodPluginVersionAndFile() {
    Loss failing =
        guarded(
            Loss.class,
            (context, x) -> {
              throw new IllegalStateException("3\n  weights");
            });
    Loss around = guarded(Loss.class, (context, x) -> failing.loss(context, x));

    assertThatThrownBy(() -> around.loss(null, null))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "EBM-P123 %s: loss failed: java.lang.IllegalStateException: 3 weights (report it to"
                + " the plugin's author)",
            NAME)
        .hasCauseInstanceOf(IllegalStateException.class)
        .extracting(e -> e.getCause().getCause())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        NoSuchMethodError.class,
        AssertionError.class,
        InternalError.class,
        StackOverflowError.class
      })
  void errorsOfThePluginsCodeAreWrapped(Class<? extends Error> error) {
    Loss failing =
        guarded(
            Loss.class,
            (context, x) -> {
              throw made(error);
            });

    assertThatThrownBy(() -> failing.loss(null, null))
        .isInstanceOf(PluginException.class)
        .hasCauseInstanceOf(error);
  }

  @ParameterizedTest
  @ValueSource(classes = {OutOfMemoryError.class, UnknownError.class})
  void errorsOfTheJvmPass(Class<? extends Error> error) {
    Loss failing =
        guarded(
            Loss.class,
            (context, x) -> {
              throw made(error);
            });

    assertThatThrownBy(() -> failing.loss(null, null)).isExactlyInstanceOf(error);
  }

  private static Error made(Class<? extends Error> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureForPeopleKeepsItsTypeAndNamesTheInnermostPlugin() {
    TensorException said =
        new TensorException(Problem.error("EBM-T001", "Huber.java:25", "no fit", "compare"));
    Loss failing =
        guarded(
            Loss.class,
            (context, x) -> {
              throw said;
            });
    Loss around =
        Guard.before(
            Loss.class, failing::loss, new Origin("loss 'outer'", "plugin other", LOADER, LIMIT));

    assertThatThrownBy(() -> around.loss(null, null))
        .isSameAs(said)
        .hasMessage("EBM-T001 Huber.java:25: no fit, in %s (compare)", NAME);
  }

  @Test
  void initializersOfParametersAreGuardedToo() {
    Energy energy =
        guarded(Energy.class, new FixedEnergy((key, shape) -> Tensors.zeros(Shape.of(3))));
    Parameter weight = energy.parameters().get("weight");

    assertThatThrownBy(() -> weight.initializer().initial(null, Shape.of(2)))
        .hasMessageContaining("EBM-P124 %s: initial returned the shape [3] instead of [2]", NAME);
    assertThat(weight.shape()).isEqualTo(Shape.of(2));
  }

  private record FixedEnergy(Initializer initializer) implements Energy, AutoCloseable {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("weight", new Parameter(Shape.of(2), initializer));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.sum();
    }

    @Override
    public void close() {
      throw new EbmException(Problem.error("EBM-X001", "x", "closed", ""));
    }
  }

  @Test
  void whatADatasetHandsOutIsGuarded() {
    Dataset dataset =
        guarded(
            Dataset.class,
            new OddDataset(new Split.Stream((key, count) -> Tensors.zeros(Shape.of(1, 2)))));
    Split.Generator generator = ((Split.Stream) dataset.split("train")).generator();

    assertThatThrownBy(() -> generator.draw(null, 5))
        .hasMessageContaining("EBM-P124 %s: draw returned f32[1, 2] for 5 rows", NAME);
    assertThatThrownBy(() -> dataset.logDensity().orElseThrow().of(Tensors.zeros(Shape.of(4, 2))))
        .hasMessageContaining("a log-density is one floating number for each row");
    assertThat(Guard.origin(dataset.restored(Tree.empty()))).isPresent();
    assertThatThrownBy(() -> dataset.read(java.nio.file.Path.of("rows.csv")))
        .hasMessageStartingWith("EBM-D002 rows.csv: the dataset OddDataset does not read files");
  }

  @Test
  void equalsAndHashCodeAndTextAreTheObjectsOwn() {
    FixedEnergy own = new FixedEnergy(Initializer.constant(0));
    Energy guarded = guarded(Energy.class, own);

    assertThat(guarded)
        .isEqualTo(guarded)
        .isEqualTo(own)
        .isEqualTo(guarded(Energy.class, own))
        .hasSameHashCodeAs(own)
        .hasToString(own.toString());
    assertThat(Guard.inside(guarded)).isSameAs(own);
    assertThat(Guard.inside(own)).isSameAs(own);
    assertThat(Optional.of(guarded)).containsInstanceOf(AutoCloseable.class);
  }
}
