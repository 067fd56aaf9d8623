package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Components whose results their contract forbids, beside ones that keep it. */
class ContractTest {

  private static final Tensor X = Tensors.zeros(Shape.of(4, 2));
  private static final Origin ORIGIN =
      new Origin(
          "thing 'x'",
          "plugin acme 1.2 (acme.jar)",
          ContractTest.class.getClassLoader(),
          PluginPolicy.byDefault().timeLimit());

  private static <T> T guarded(Class<T> contract, T object) {
    return Guard.before(contract, object, ORIGIN);
  }

  private static void assertRefused(Runnable call, String... said) {
    assertThatThrownBy(call::run)
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("EBM-P124 thing 'x' of plugin acme 1.2 (acme.jar): ")
        .hasMessageContainingAll(said);
  }

  private static void assertAccepted(Runnable call) {
    assertThatCode(call::run).doesNotThrowAnyException();
  }

  private record AnEnergy(Function<Tensor, Tensor> body) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return body.apply(x);
    }
  }

  private static Runnable energy(Function<Tensor, Tensor> body) {
    return () -> guarded(Energy.class, new AnEnergy(body)).energy(Tree.empty(), X);
  }

  @Test
  void anEnergyIsOneFloatingNumberForEachRow() {
    assertAccepted(energy(x -> x.sum(1)));
    assertRefused(energy(x -> x), "energy returned f32[4, 2] for a batch of 4");
    assertRefused(energy(Tensor::sum), "returned f32[] for a batch of 4");
    assertRefused(energy(x -> x.sum(1).cast(DType.INT32)), "returned i32[4]");
  }

  private static Runnable logZ(Tensor told) {
    Energy energy =
        new Energy() {
          @Override
          public Tree<Parameter> parameters() {
            return Tree.empty();
          }

          @Override
          public Tensor energy(Tree<Tensor> parameters, Tensor x) {
            return x.sum(1);
          }

          @Override
          public Optional<Tensor> logZ(Tree<Tensor> parameters) {
            return Optional.of(told);
          }
        };
    return () -> guarded(Energy.class, energy).logZ(Tree.empty());
  }

  @Test
  void aLogZIsAFloatingScalar() {
    assertAccepted(logZ(X.sum()));
    assertAccepted(() -> guarded(Energy.class, new AnEnergy(x -> x)).logZ(Tree.empty()));
    assertRefused(logZ(X), "logZ returned f32[4, 2] where a log Z is a floating scalar");
  }

  @Test
  void anEnergyOfAPluginIsNamedWhoeverCallsIt() {
    EnergyFunction function =
        new EnergyFunction(guarded(Energy.class, new AnEnergy(x -> x)), Tree.empty(), Shape.of(2));

    assertRefused(() -> function.of(X), "energy returned f32[4, 2]");
    assertThatThrownBy(() -> function.of(Tensors.zeros(Shape.of(4, 3))))
        .hasMessageStartingWith("EBM-M001 energy: was given rows of shape");
  }

  @Test
  void aLossIsAFloatingScalar() {
    assertAccepted(() -> guarded(Loss.class, (c, x) -> x.mean()).loss(null, X));
    assertRefused(
        () -> guarded(Loss.class, (c, x) -> x.sum(1)).loss(null, X),
        "loss returned f32[4] where a loss is a floating scalar");
  }

  private record APerturbation(Function<Tensor, Tensor> once, Function<Tensor, Recovery> back)
      implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return once.apply(x);
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      return back.apply(y);
    }
  }

  private static Runnable recovery(Perturbation.Recovery recovery) {
    return () ->
        guarded(Perturbation.class, new APerturbation(x -> x, y -> recovery)).recover(null, X, 3);
  }

  @Test
  void aPerturbationKeepsShapes() {
    Tensor samples = Tensors.zeros(Shape.of(4, 3, 2));
    assertAccepted(recovery(Perturbation.Recovery.symmetric(samples)));
    assertRefused(
        recovery(new Perturbation.Recovery(X, X)),
        "recover returned the shape [4, 2] instead of [4, 3, 2]");
    assertRefused(
        recovery(new Perturbation.Recovery(samples, X)),
        "returned the shape [4, 2] instead of [4, 3]");
    assertRefused(
        recovery(new Perturbation.Recovery(samples, null)),
        "recover returned something incomplete");
    assertRefused(
        () ->
            guarded(Perturbation.class, new APerturbation(x -> x.sum(1), y -> null))
                .perturb(null, X),
        "perturb returned f32[4] instead of f32[4, 2]");
    assertAccepted(logDensity(x -> x.sum(1)));
    assertRefused(
        logDensity(x -> x),
        "logDensity returned f32[4, 2] for a batch of 4, where a log-density is one floating");
  }

  private static Runnable logDensity(Function<Tensor, Tensor> of) {
    Perturbation perturbation =
        new Perturbation() {
          @Override
          public Tensor perturb(Key key, Tensor x) {
            return x;
          }

          @Override
          public Recovery recover(Key key, Tensor y, int count) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Tensor logDensity(Tensor x, Tensor y) {
            return of.apply(x);
          }
        };
    return () -> guarded(Perturbation.class, perturbation).logDensity(X, X);
  }

  private static Runnable step(BiFunction<Key, Tree<Tensor>, Sampler.Transition> body) {
    Sampler sampler = (energy, key, state) -> body.apply(key, state);
    return () -> guarded(Sampler.class, sampler).step(null, null, Tree.of(Sampler.POSITION, X));
  }

  @Test
  void aSamplerKeepsItsStateAndTellsANumberForEachChain() {
    assertAccepted(
        step((key, state) -> new Sampler.Transition(state, Tree.of("energy", X.sum(1)))));
    assertRefused(
        step((key, state) -> new Sampler.Transition(Tree.of("place", X), Tree.empty())),
        "step returned the state {place=f32[4, 2]} instead of {position=f32[4, 2]}");
    assertRefused(
        step((key, state) -> new Sampler.Transition(state, Tree.of("energy", X.sum()))),
        "step returned f32[] as info of 4 chains");
  }

  @Test
  void aSamplerHoldsItsPositions() {
    Sampler sampler =
        new Sampler() {
          @Override
          public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
            return Tree.of("place", position);
          }

          @Override
          public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
            return new Transition(state, Tree.empty());
          }
        };

    assertRefused(
        () -> guarded(Sampler.class, sampler).init(null, X),
        "init returned something incomplete",
        "no 'position' among [place]");
  }

  @Test
  void aSamplerRefreshesTheStateThatItHas() {
    Sampler sampler = (energy, key, state) -> new Sampler.Transition(state, Tree.empty());
    Sampler guarded = guarded(Sampler.class, sampler);
    Tree<Tensor> state = Tree.of(Sampler.POSITION, X);
    assertAccepted(() -> guarded.refresh(null, state));
    assertRefused(
        () -> guarded.refresh(null, state.with("age", X)),
        "refresh returned the state {position=f32[4, 2]}"
            + " instead of {position=f32[4, 2], age=f32[4, 2]}");
  }

  private record AnOptimizer(Function<Tree<Tensor>, Tree<Tensor>> body) implements Optimizer {
    @Override
    public Tree<Parameter> state(Tree<Shape> parameters) {
      return Tree.empty();
    }

    @Override
    public Update update(
        Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
      return new Update(body.apply(parameters), state);
    }
  }

  private static Runnable update(Function<Tree<Tensor>, Tree<Tensor>> body) {
    return () ->
        guarded(Optimizer.class, new AnOptimizer(body))
            .update(null, Tree.of("w", X), Tree.of("w", X), Tree.empty());
  }

  @Test
  void anOptimizerReturnsTheParametersItWasGiven() {
    assertAccepted(update(parameters -> parameters));
    assertRefused(
        update(parameters -> Tree.empty()), "update returned the parameters {} instead of {w=");
    assertRefused(update(parameters -> parameters.map(Tensor::sum)), "{w=f32[]}", "{w=f32[4, 2]}");
  }

  private static Runnable table(float[] values, int... dims) {
    Split split = new Split.Table(Rows.unlabelled(TensorData.of(values, dims)));
    return () -> guarded(Dataset.class, new OddDataset(split)).split(Dataset.TRAIN);
  }

  @Test
  void rowsAreFiniteAndOfTheFeaturesShape() {
    assertAccepted(table(new float[] {1, 2, 3, 4}, 2, 2));
    assertRefused(
        table(new float[] {1, 2, 3}, 1, 3), "split returned the shape [1, 3] instead of [1, 2]");
    assertRefused(
        table(new float[] {1, 2, Float.NaN, 4}, 2, 2),
        "split returned split 'train' whose element 2 is NaN");
  }

  private static final TensorData ROWS = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);

  private static Dataset files(TensorData rows) {
    return guarded(
        Dataset.class,
        new OddDataset(new Split.Table(Rows.unlabelled(ROWS))) {
          @Override
          public Rows read(Path file) {
            return Rows.unlabelled(rows);
          }

          @Override
          public TensorData toData(TensorData given) {
            return rows;
          }
        });
  }

  @Test
  void rowsOfOtherFilesAndInOtherUnitsKeepTheirShape() {
    TensorData single = TensorData.of(new float[] {1}, 1, 1);
    assertAccepted(() -> files(ROWS).read(Path.of("x")));
    assertRefused(() -> files(single).read(Path.of("x")), "read returned the shape [1, 1] instead");
    assertRefused(
        () -> files(TensorData.of(new float[] {1, Float.NaN}, 1, 2)).read(Path.of("x")),
        "read returned rows whose element 1 is NaN");
    assertAccepted(() -> files(ROWS).toData(ROWS));
    assertRefused(
        () -> files(single).toData(ROWS), "toData returned f32[1, 1] instead of f32[2, 2]");
  }

  @Test
  void anUploadedValueHasTheTypeOfItsData() {
    try (Backend sound = guarded(Backend.class, new JvmBackend(1))) {
      assertAccepted(() -> sound.upload(ROWS).close());
    }
    Backend odd =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, given) -> new JvmBackend(1).upload(TensorData.scalar(1)));
    assertRefused(
        () -> guarded(Backend.class, odd).upload(ROWS),
        "upload returned i32[] instead of f32[2, 2]");
  }

  @Test
  void estimatesAreFinite() {
    Function<Double, Runnable> metric =
        value ->
            () ->
                guarded(Metric.class, e -> Map.of("gap", Estimate.exact(value, 10))).evaluate(null);

    assertAccepted(metric.apply(1.0));
    assertRefused(metric.apply(Double.NaN), "evaluate returned 'gap' as NaN");
    assertRefused(metric.apply(Double.POSITIVE_INFINITY), "'gap' as Infinity");
  }

  @Test
  void whatIsNotOfAPluginHasNoOrigin() {
    assertThat(Guard.origin(X)).isEmpty();
    assertThat(Origins.among(X, "text")).isEmpty();
    assertThat(Origins.among(X, guarded(Energy.class, new AnEnergy(x -> x))))
        .contains("with thing 'x' of plugin acme 1.2 (acme.jar)");
  }
}
