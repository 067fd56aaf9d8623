package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.function.Supplier;

/**
 * An Ornstein-Uhlenbeck process run for a time t: dx = -theta (x - c) dt + dW, so that
 *
 * <pre>
 * y = c + a (x - c) + sqrt(v) xi,  a = exp(-theta t),  v = (1 - a^2) / (2 theta)
 * </pre>
 *
 * Energy discrepancy then matches the scores of all laws between the data and, for large t, the
 * normal law around c with variance 1/(2 theta) (Schroeder et al. 2023, arXiv 2307.07595, for
 * diffusions with drift). As theta falls to 0 it becomes {@code gaussian} of variance t.
 *
 * <p>Back: x' = c + (y - c)/a + (sqrt(v)/a) xi', the normalised q(y | x') as a function of x'. Its
 * weights are all exp(theta t d), which no gradient sees and which are left out, so that the loss
 * is smaller by theta t d than its definition says.
 *
 * <p>For data of variance 1/(2 theta) the noised data are no wider than the data. Noise grows by
 * 1/a on the way back: do not choose theta t much above 1.
 *
 * @param t the time that the process runs
 * @param theta the rate at which it forgets x
 * @param center gives c, a scalar or of the shape of a row; asked for while a program is traced
 */
public record OrnsteinUhlenbeck(Schedule t, Schedule theta, Supplier<Tensor> center)
    implements ScheduledPerturbation {

  /** Training rows whose mean may be the centre. */
  private static final int ROWS = 4_096;

  /** Chosen by {@code ornstein-uhlenbeck}. */
  public static final ComponentFactory<Perturbation, Config> FACTORY =
      new ComponentFactory<>(
          Perturbation.class,
          "ornstein-uhlenbeck",
          Config.class,
          "Gaussian noise that pulls towards a centre",
          OrnsteinUhlenbeck::of);

  /** Where the process drifts to. */
  public enum Center {
    /** The origin. */
    ZERO,
    /** The mean of the training rows. */
    DATA
  }

  /**
   * The options; with the defaults the process keeps the law of standard normal data.
   *
   * @param t the time
   * @param theta the rate
   * @param center the centre
   */
  public record Config(
      @Option(doc = "t, the time that the process runs", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          Schedule t,
      @Option(
              doc = "theta, the rate of the drift; the variance tends to 1/(2 theta)",
              byDefault = "0.5")
          @Range(min = 0, exclusiveMin = true)
          Schedule theta,
      @Option(doc = "Where it drifts to: the origin, or the data's mean", byDefault = "zero")
          Center center) {}

  /** A constant time and rate, and a drift to the origin. */
  public OrnsteinUhlenbeck(double t, double theta) {
    this(Schedule.constant(t), Schedule.constant(theta), () -> Tensors.constant(0));
  }

  private static OrnsteinUhlenbeck of(Config config, ComponentContext context) {
    context
        .features()
        .requireContinuous("perturbation 'ornstein-uhlenbeck'", ScoreMatching.FOR_BITS);
    Supplier<Tensor> center =
        switch (config.center()) {
          case ZERO -> () -> Tensors.constant(0);
          case DATA -> () -> Tensors.constant(Moments.of(context.trainingRows(ROWS)).mean());
        };
    return new OrnsteinUhlenbeck(config.t(), config.theta(), center);
  }

  @Override
  public Perturbation at(Tensor step) {
    Tensor rate = theta.at(step);
    Tensor forgotten = rate.mul(t.at(step)).neg();
    Tensor variance = forgotten.mul(2).expm1().div(rate.mul(-2));
    return new LinearGaussian(center.get(), forgotten.exp(), variance);
  }
}
