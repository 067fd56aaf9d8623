package dev.ebm.api.method;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A number that may change over steps, as a pure function of the step, so that it needs no state
 * and a resumed run goes on as if it had not stopped. An option of this type is written as a
 * number, or as a mapping such as {@code {name: cosine, from: 1e-3, to: 1e-5, steps: 50000}}; its
 * {@link Range} holds for every value that the schedule takes.
 *
 * <p>In a loss or an optimiser the step is the number of updates done before, in a sampler the
 * number of steps that the chain has done.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public sealed interface Schedule {

  /**
   * The value at steps.
   *
   * @param step int32 of any shape, 0 at first
   * @return float32 of that shape; of a {@link Constant}, a scalar
   */
  Tensor at(Tensor step);

  /** Numbers between the smallest and the largest of which all values lie. */
  List<Double> bounds();

  /** Whether it has one value at all steps, so that nobody needs to count them. */
  default boolean isConstant() {
    return this instanceof Constant;
  }

  /** Always the same value. */
  static Schedule constant(double value) {
    return new Constant(value);
  }

  /**
   * One value.
   *
   * @param value the value
   */
  record Constant(@Option(doc = "The value at every step") double value) implements Schedule {
    @Override
    public Tensor at(Tensor step) {
      return Tensors.constant(value);
    }

    @Override
    public List<Double> bounds() {
      return List.of(value);
    }
  }

  /**
   * A straight line, {@code from + (to - from) r}, where r grows from 0 to 1 over the steps and
   * stays there.
   *
   * @param from the first value
   * @param to the last value
   * @param steps how many steps lead from one to the other
   */
  record Linear(
      @Option(doc = "First value") double from,
      @Option(doc = "Last value") double to,
      @Option(doc = "Steps from the first to the last value") @Range(min = 1) int steps)
      implements Schedule {
    @Override
    public Tensor at(Tensor step) {
      return progress(step, steps).mul(to - from).add(from);
    }

    @Override
    public List<Double> bounds() {
      return List.of(from, to);
    }
  }

  /**
   * Half a period of a cosine, {@code to + (from - to) (1 + cos(pi r)) / 2} (Loshchilov and Hutter
   * 2017, arXiv 1608.03983, eq. 5, without restarts), after a linear rise from 0.
   *
   * @param from the first value, after the warm-up
   * @param to the last value
   * @param steps how many steps lead from one to the other
   * @param warmUp steps of the rise
   */
  record Cosine(
      @Option(doc = "First value, after the warm-up") double from,
      @Option(doc = "Last value") double to,
      @Option(doc = "Steps from the first to the last value") @Range(min = 1) int steps,
      @Option(doc = "Steps before, in which the value rises from 0 to the first", byDefault = "0")
          @Range(min = 0)
          int warmUp)
      implements Schedule {
    @Override
    public Tensor at(Tensor step) {
      Tensor turn = progress(step.sub(warmUp), steps).mul(Math.PI).cos();
      Tensor value = turn.add(1).mul((from - to) / 2).add(to);
      return warmUp == 0 ? value : value.mul(progress(step.add(1), warmUp));
    }

    @Override
    public List<Double> bounds() {
      return warmUp == 0 ? List.of(from, to) : List.of(from / warmUp, from, to);
    }
  }

  /**
   * A geometric sequence, {@code from (to / from)^r}.
   *
   * @param from the first value
   * @param to the last value, of the same sign
   * @param steps how many steps lead from one to the other
   */
  record Exponential(
      @Option(doc = "First value, not 0") double from,
      @Option(doc = "Last value, of the same sign") double to,
      @Option(doc = "Steps from the first to the last value") @Range(min = 1) int steps)
      implements Schedule {

    /** Checks the signs. */
    public Exponential {
      if (Math.signum(from) * Math.signum(to) != 1) {
        throw new IllegalArgumentException("from and to must have the same sign and not be 0");
      }
    }

    @Override
    public Tensor at(Tensor step) {
      return progress(step, steps).mul(Math.log(to / from)).exp().mul(from);
    }

    @Override
    public List<Double> bounds() {
      return List.of(from, to);
    }
  }

  /**
   * Constant between given steps: {@code values[i]} from {@code steps[i-1]} on, until {@code
   * steps[i]}.
   *
   * @param steps where the value changes, rising
   * @param values one more than there are changes
   */
  record Piecewise(
      @Option(doc = "Steps at which the value changes, rising") List<Integer> steps,
      @Option(doc = "The values, one more than there are changes") List<Double> values)
      implements Schedule {

    /** Checks the number of values and the order of the steps. */
    public Piecewise {
      steps = List.copyOf(steps);
      values = List.copyOf(values);
      if (values.size() != steps.size() + 1) {
        throw new IllegalArgumentException(
            "%d changes need %d values, not %d"
                .formatted(steps.size(), steps.size() + 1, values.size()));
      }
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i) <= (i == 0 ? 0 : steps.get(i - 1))) {
          throw new IllegalArgumentException("steps must rise, from 1 on, but are " + steps);
        }
      }
    }

    @Override
    public Tensor at(Tensor step) {
      Tensor value = Tensors.fill(DType.FLOAT32, values.get(0), step.shape());
      for (int i = 0; i < steps.size(); i++) {
        Tensor next = Tensors.fill(DType.FLOAT32, values.get(i + 1), step.shape());
        value = Tensors.where(step.lt(steps.get(i)), value, next);
      }
      return value;
    }

    @Override
    public List<Double> bounds() {
      return values;
    }
  }

  private static Tensor progress(Tensor step, int steps) {
    return step.cast(DType.FLOAT32).div(steps).maximum(0).minimum(1);
  }
}
