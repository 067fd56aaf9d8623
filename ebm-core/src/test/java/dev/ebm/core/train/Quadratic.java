package dev.ebm.core.train;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The smallest components that make a training run: U = |x - mean|^2 / 2 fitted by its mean. */
public final class Quadratic {

  public static final int DIMENSION = 2;

  private Quadratic() {}

  public static Energy energy() {
    return new Energy() {
      @Override
      public Tree<Parameter> parameters() {
        return Tree.of("mean", new Parameter(Shape.of(DIMENSION), Initializer.normal(1)));
      }

      @Override
      public Tensor energy(Tree<Tensor> parameters, Tensor x) {
        return x.sub(parameters.get("mean")).square().sum(1).mul(0.5);
      }
    };
  }

  /** The mean energy of rows moved by noise; counts its own calls and reports a metric. */
  static Loss loss() {
    return new Loss() {
      @Override
      public Tree<Parameter> state() {
        return Tree.of("calls", Parameter.zeros());
      }

      @Override
      public Tensor loss(LossContext context, Tensor x) {
        Tensor noise = context.key("noise").normal(x.shape()).mul(0.1);
        context.updateState("calls", context.state("calls").add(1));
        context.metric("row-0", x.get(0, 0).get(0, 0));
        return context.energy(x.add(noise)).mean();
      }
    };
  }

  static Loss lossThatIsNotFiniteAt(int step) {
    return (context, x) ->
        context
            .energy(x)
            .mean()
            .div(context.step().sub(step).cast(dev.ebm.api.tensor.DType.FLOAT32).square());
  }

  /** Steps of 0.1 times the gradient, which it remembers. */
  static Optimizer optimizer() {
    return new Optimizer() {
      @Override
      public Tree<Parameter> state(Tree<Shape> parameters) {
        return parameters.map(shape -> Parameter.zeros(shape.dims()));
      }

      @Override
      public Update update(
          Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
        List<Tensor> updated =
            parameters.names().stream()
                .map(name -> parameters.get(name).sub(gradients.get(name).mul(0.1)))
                .toList();
        return new Update(Tree.zip(parameters.names(), updated), gradients);
      }
    };
  }

  public static Dataset stream() {
    return new Data(new Split.Stream((key, count) -> key.normal(count, DIMENSION).add(3)));
  }

  public static Dataset table(int rows) {
    float[] values = new float[rows * DIMENSION];
    Philox.normal(Philox.seed(2), 0, values, 0, values.length);
    return new Data(new Split.Table(Rows.unlabelled(TensorData.of(values, rows, DIMENSION))));
  }

  private record Data(Split train) implements Dataset {
    @Override
    public Features features() {
      return Features.continuous(DIMENSION);
    }

    @Override
    public List<String> splits() {
      return List.of(TRAIN);
    }

    @Override
    public Split split(String name) {
      return train;
    }

    @Override
    public Optional<LogDensity> logDensity() {
      return Optional.of(x -> x.sub(3).square().sum(1).mul(-0.5).sub(Math.log(2 * Math.PI)));
    }
  }

  static TrainingOptions options(int steps, double ema) {
    return new TrainingOptions(
        steps, 8, ema, 0, List.of(), Map.of(), 1, 0, 0, TrainingOptions.Precision.FLOAT32);
  }

  static TrainingSetup setup(Dataset data, Loss loss, TrainingOptions options) {
    return setup(data, loss, optimizer(), options);
  }

  static TrainingSetup setup(
      Dataset data, Loss loss, Optimizer optimizer, TrainingOptions options, Metric... metrics) {
    return new TrainingSetup(data, energy(), loss, optimizer, options, List.of(metrics), 4);
  }
}
