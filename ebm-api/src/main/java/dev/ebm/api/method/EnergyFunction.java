package dev.ebm.api.method;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/** An energy with its parameters: a function of x alone. */
@API(status = API.Status.STABLE, since = "1.0")
public final class EnergyFunction {

  private final Energy energy;
  private final Tree<Tensor> parameters;
  private final Shape features;
  private final Optional<Tensor> condition;

  /**
   * Binds the parameters.
   *
   * @param features the shape of one row, without the batch
   */
  public EnergyFunction(Energy energy, Tree<Tensor> parameters, Shape features) {
    this(energy, parameters, features, Optional.empty());
  }

  private EnergyFunction(
      Energy energy, Tree<Tensor> parameters, Shape features, Optional<Tensor> condition) {
    this.energy = energy;
    this.parameters = parameters;
    this.features = features;
    this.condition = condition;
  }

  /**
   * A function as an energy, such as a tempered one or one with a prior added.
   *
   * @param function from {@code [B, features]} to {@code [B]}
   * @param features the shape of one row, without the batch
   */
  public static EnergyFunction of(UnaryOperator<Tensor> function, Shape features) {
    return new EnergyFunction(new Plain(function), Tree.empty(), features);
  }

  private record Plain(UnaryOperator<Tensor> function) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return function.apply(x);
    }
  }

  /**
   * The energy given a condition, such as a noise level.
   *
   * @param condition numbers that broadcast to the leading axes of the rows: a scalar for all, or
   *     {@code [B]}
   */
  public EnergyFunction given(Tensor condition) {
    return new EnergyFunction(energy, parameters, features, Optional.of(condition));
  }

  /** The shape of one row. */
  public Shape features() {
    return features;
  }

  /**
   * The energies of rows with any leading axes, which are folded into one batch for the energy.
   *
   * @param x {@code [..., features]}
   * @return {@code [...]}
   * @throws TensorException EBM-M001 if the last axes of x are not the features, EBM-M002 if the
   *     energy does not return one number for each row, EBM-M005 if it takes no condition and one
   *     is given
   */
  public Tensor of(Tensor x) {
    int lead = x.rank() - features.rank();
    if (lead < 0 || !x.shape().range(lead, x.rank()).equals(features)) {
      throw new TensorException(
          Problem.error(
              "EBM-M001",
              name(),
              "was given rows of shape " + x.shape(),
              "the last axes are the features " + features));
    }
    Shape leading = x.shape().range(0, lead);
    int batch = leading.size();
    Tensor rows = x.reshape(features.prepend(batch));
    Tensor u =
        condition
            .map(c -> energy.energy(parameters, rows, c.broadcastTo(leading).reshape(batch)))
            .orElseGet(() -> energy.energy(parameters, rows));
    if (!u.shape().equals(Shape.of(batch)) || !u.dtype().isFloating()) {
      throw new TensorException(
          Problem.error(
              "EBM-M002",
              name(),
              "returned " + u.type() + " for a batch of " + batch,
              "an energy returns one floating number for each row, [B]"));
    }
    return u.reshape(leading);
  }

  /**
   * The gradient of the energy by x, of the shape of x; the score is its negative.
   *
   * @param x {@code [..., features]}
   */
  public Tensor gradient(Tensor x) {
    return Gradients.of(of(x).sum(), x);
  }

  /**
   * The exact log Z, a floating scalar, if the energy knows it; never known under a condition.
   *
   * @see Energy#logZ
   */
  public Optional<Tensor> logZ() {
    return condition.isPresent() ? Optional.empty() : energy.logZ(parameters);
  }

  /** The energy's class, or the kind alone where it is hidden behind a proxy. */
  private String name() {
    Class<?> type = energy.getClass();
    return Proxy.isProxyClass(type) ? "energy" : type.getSimpleName();
  }
}
