package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors.ScanStep;
import dev.ebm.api.tensor.Tensors.Scanned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Derivatives through loops by what they start with, capture and read from stacks, to order 3. */
final class LoopDerivatives {

  private static final Shape ROWS = Shape.of(3, 4);

  private LoopDerivatives() {}

  static List<DerivativeCase> all() {
    return List.of(
        derived("two values", LoopDerivatives::twoValues, ROWS, Shape.of(4)),
        derived("long", LoopDerivatives::longLoop, Shape.of(3, 2), Shape.of(2, 2)),
        derived("nested", LoopDerivatives::nested, ROWS, ROWS),
        derived("nested, inner result captured", LoopDerivatives::innerByOuter, ROWS, ROWS),
        derived("stacks", LoopDerivatives::stacks, Shape.of(4), Shape.of(5, 4), Shape.of(4)),
        derived("trajectory", LoopDerivatives::trajectory, Shape.of(4), Shape.of(6, 4)),
        derived("trajectory only", LoopDerivatives::collectedOnly, Shape.of(3), Shape.of(5, 3)),
        derived("of loops", LoopDerivatives::loopOnLoop, Shape.of(4), Shape.of(4)),
        derived("integers beside", LoopDerivatives::integersBeside, ROWS, Shape.of(4)),
        derived("checked", LoopDerivatives::checked, Shape.of(4), Shape.of(4)),
        derived("no iterations", LoopDerivatives::noIterations, Shape.of(4), Shape.of(0, 4)),
        new DerivativeCase(
            "loop, sampler",
            List.of(
                Samples.random(DType.FLOAT64, Shape.of(3, 2), 1),
                Samples.random(DType.FLOAT64, Shape.of(2, 3), 2)),
            LoopDerivatives::sampler,
            2));
  }

  private static DerivativeCase derived(
      String name, Function<List<Tensor>, Tensor> function, Shape... shapes) {
    List<TensorData> point = new ArrayList<>();
    for (Shape shape : shapes) {
      point.add(Samples.random(DType.FLOAT64, shape, point.size() + 1));
    }
    return new DerivativeCase(
        "loop, " + name, point, in -> DerivativeCases.curvedSum(function.apply(in)), 3);
  }

  private static Tensor twoValues(List<Tensor> in) {
    Tensor x = in.get(0);
    return loop(
            3,
            List.of(x, x.mul(0.5)),
            (i, v) ->
                List.of(
                    v.get(0).mul(in.get(1)).sin().add(v.get(1)),
                    v.get(0).mul(i.cast(DType.FLOAT64).add(1))))
        .get(0);
  }

  /** Each step a small one, as a sampler's or an integrator's. */
  private static Tensor longLoop(List<Tensor> in) {
    return loop(
            50,
            List.of(in.get(0)),
            (i, v) -> List.of(v.get(0).add(v.get(0).matmul(in.get(1)).tanh().mul(0.02))))
        .get(0);
  }

  private static Tensor nested(List<Tensor> in) {
    return loop(
            2,
            List.of(in.get(0)),
            (i, v) -> loop(2, v, (j, u) -> List.of(u.get(0).mul(in.get(1)).tanh().add(v.get(0)))))
        .get(0);
  }

  /** The inner loop captures what the outer one carries and computes. */
  private static Tensor innerByOuter(List<Tensor> in) {
    return loop(
            3,
            List.of(in.get(0)),
            (i, v) -> {
              Tensor rate = v.get(0).logistic().mul(in.get(1));
              Tensor step =
                  loop(2, List.of(rate), (j, u) -> List.of(u.get(0).mul(rate).sin())).get(0);
              return List.of(v.get(0).mul(0.5).add(step));
            })
        .get(0);
  }

  private static Tensor stacks(List<Tensor> in) {
    return scan(
            5,
            List.of(in.get(0)),
            List.of(in.get(1), in.get(1).square()),
            (i, v, s) ->
                new ScanStep(
                    List.of(v.get(0).mul(s.get(0)).add(s.get(1).mul(in.get(2))).tanh()), List.of()))
        .carried()
        .get(0);
  }

  /** The path and its end together. */
  private static Tensor trajectory(List<Tensor> in) {
    Scanned run =
        scan(
            6,
            List.of(in.get(0)),
            List.of(in.get(1)),
            (i, v, s) -> {
              Tensor next = v.get(0).mul(0.7).add(s.get(0).mul(v.get(0)).sin());
              return new ScanStep(List.of(next), List.of(next, v.get(0).mul(s.get(0))));
            });
    return run.collected().get(0).mul(run.collected().get(1)).add(run.carried().get(0));
  }

  private static Tensor collectedOnly(List<Tensor> in) {
    return scan(
            5,
            List.of(),
            List.of(in.get(1)),
            (i, v, s) -> new ScanStep(List.of(), List.of(s.get(0).mul(in.get(0)).sin())))
        .collected()
        .get(0);
  }

  /** The path of one loop is the stack of another. */
  private static Tensor loopOnLoop(List<Tensor> in) {
    Tensor path =
        scan(
                4,
                List.of(in.get(0)),
                List.of(),
                (i, v, s) -> new ScanStep(List.of(v.get(0).mul(in.get(1)).sin()), v))
            .collected()
            .get(0);
    return scan(
            4,
            List.of(in.get(1)),
            List.of(path.reverse(0)),
            (i, v, s) -> new ScanStep(List.of(v.get(0).mul(s.get(0)).add(in.get(0))), List.of()))
        .carried()
        .get(0);
  }

  private static Tensor integersBeside(List<Tensor> in) {
    Tensor rows = constant(Samples.vector(DType.INT32, 2, 0, 1, 1));
    return scan(
            4,
            List.of(in.get(0), rows.sum()),
            List.of(rows),
            (i, v, s) ->
                new ScanStep(
                    List.of(
                        v.get(0).mul(in.get(1)).sin().gather(rows.slice(0, 0, 3)),
                        v.get(1).add(s.get(0))),
                    List.of(v.get(0).sum().mul(v.get(1).cast(DType.FLOAT64).mul(0.125)), v.get(1))))
        .collected()
        .get(0);
  }

  private static Tensor checked(List<Tensor> in) {
    return loop(
            3,
            List.of(in.get(0)),
            (i, v) -> List.of(v.get(0).check(i.ge(0), "counts up").mul(in.get(1)).sin()))
        .get(0);
  }

  private static Tensor noIterations(List<Tensor> in) {
    return scan(
            0,
            List.of(in.get(0)),
            List.of(in.get(1)),
            (i, v, s) -> new ScanStep(List.of(v.get(0).mul(s.get(0))), List.of()))
        .carried()
        .get(0);
  }

  /** Gradient descent on an energy, derived by its start and by the energy's parameters. */
  private static Tensor sampler(List<Tensor> in) {
    Tensor end =
        loop(
                8,
                List.of(in.get(0)),
                (i, v) -> {
                  Tensor energy = v.get(0).matmul(in.get(1)).softplus().square().sum();
                  return List.of(v.get(0).sub(Gradients.of(energy, v.get(0)).mul(0.05)));
                })
            .get(0);
    return end.square().sum();
  }
}
