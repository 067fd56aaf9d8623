package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Noise-contrastive estimation (Gutmann and Hyvarinen 2012, "Noise-contrastive estimation of
 * unnormalized statistical models", eq. 8): the cross entropy of telling data from nu times as many
 * rows of a noise law p_n,
 *
 * <pre>E softplus(-G(x)) + nu E_n softplus(G(x')),  G(x) = -U(x) - c - log(nu p_n(x))</pre>
 *
 * whose minimum over U and c has exp(-U - c) = p of the data: c becomes log Z. It is trained with
 * the energy, and starts at the estimate by importance weights of the first batch's noise, so that
 * the classifier does not begin saturated. The estimates are consistent for every noise law that
 * reaches wherever data are; they are good where it is close to the data, though not the very law
 * that the energies can take, or the answer is known before training. In many dimensions no simple
 * law is close, the classifier is nearly always right, and {@code energy-discrepancy} is the better
 * choice.
 *
 * <p>Reports {@code log-z} (c), {@code energy/data}, {@code energy/noise} and {@code confusion},
 * the probability given to the wrong answer, from 0, where the classifier is always right, to 1,
 * where it knows no more than the ratio nu.
 */
public final class NoiseContrastiveEstimation implements Loss {

  private static final String PLACE = "loss 'noise-contrastive-estimation'";

  /** A confusion below which the classifier's gradient has all but vanished. */
  private static final double SATURATED = 0.01;

  /** A mean squared difference of log-densities below which model and noise are one law. */
  private static final double SAME_LAW = 1e-4;

  /** One above which no classifier takes one for the other, however the noise was fitted. */
  private static final double OTHER_LAW = 0.1;

  /** All but one in a thousand normal numbers are smaller. */
  private static final double LARGE = 3.09;

  private static final String LOG_Z = "log-z";
  private static final String FIRST = "first-log-z";
  private static final String NOISE = "noise";

  private static final Problem IS_THE_NOISE =
      Problem.warning(
          "EBM-W011",
          PLACE,
          "the energy has become the law of the noise, from which the data cannot be told",
          "choose wider or other noise; if that changes nothing, the noise is the answer");

  /** Chosen by {@code noise-contrastive-estimation}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "noise-contrastive-estimation",
          Config.class,
          "Noise-contrastive estimation: a classifier of data and noise that also learns log Z",
          (config, context) ->
              new NoiseContrastiveEstimation(
                  config.nu(),
                  config
                      .noise()
                      .law(
                          context.features(),
                          config.noiseRows(),
                          () -> context.trainingRows(config.noiseRows())),
                  config.scale(),
                  config.logZ(),
                  config.noiseRows()));

  /**
   * The options.
   *
   * @param nu noise rows for each row of data
   * @param noise p_n
   * @param scale how much wider than fitted
   * @param noiseRows training rows that it is fitted to
   * @param logZ where c starts
   */
  public record Config(
      @Option(doc = "nu, the number of noise rows for each row of data", byDefault = "1")
          @Range(min = 1)
          int nu,
      @Option(
              doc =
                  "p_n, fitted to training rows: gaussian, uniform (a box), kernel (a mixture around"
                      + " rows), or bernoulli for bits",
              byDefault = "gaussian")
          Noise noise,
      @Option(
              doc =
                  "Width of the noise: a factor of deviations, for uniform the margin around the"
                      + " rows in deviations, for bernoulli the divisor of the log odds",
              byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          Schedule scale,
      @Option(
              doc = "Training rows that the noise is fitted to; kernel computes with all of them",
              byDefault = "1000")
          @Range(min = 2)
          int noiseRows,
      @Option(doc = "Where log Z starts; estimated from the first batch's noise if not given")
          Optional<Double> logZ) {}

  /** Laws of the noise. */
  public enum Noise {
    /** The normal law with the mean and covariance of the training rows. */
    GAUSSIAN {
      @Override
      NoiseLaw ofKind(int d, int count, Supplier<TensorData> rows) {
        return new GaussianNoise(d, rows);
      }
    },
    /** The uniform law on a box around the training rows. */
    UNIFORM {
      @Override
      NoiseLaw ofKind(int d, int count, Supplier<TensorData> rows) {
        return new UniformNoise(d, rows);
      }
    },
    /** A mixture of normal laws around training rows. */
    KERNEL {
      @Override
      NoiseLaw ofKind(int d, int count, Supplier<TensorData> rows) {
        return new KernelNoise(d, count, rows);
      }
    },
    /** Independent bits with the frequencies of the training rows. */
    BERNOULLI {
      @Override
      NoiseLaw ofKind(int d, int count, Supplier<TensorData> rows) {
        return new BernoulliNoise(d, rows);
      }
    };

    abstract NoiseLaw ofKind(int d, int count, Supplier<TensorData> rows);

    private NoiseLaw law(Features features, int count, Supplier<TensorData> rows) {
      String place = PLACE + " with noise " + name().toLowerCase(Locale.ROOT);
      if (this == BERNOULLI) {
        features.requireBinary(place, "noise gaussian, uniform or kernel");
      } else {
        features.requireContinuous(place, "noise bernoulli");
      }
      return ofKind(features.shape().size(), count, rows);
    }
  }

  private final int nu;
  private final NoiseLaw noise;
  private final Schedule scale;
  private final Optional<Double> logZ;
  private final double sameLaw;

  /**
   * A loss with noise of a law that is known.
   *
   * @param logZ where c starts
   */
  NoiseContrastiveEstimation(int nu, NoiseLaw noise, Schedule scale, Optional<Double> logZ) {
    this(nu, noise, scale, logZ, Integer.MAX_VALUE);
  }

  /**
   * A loss.
   *
   * @param logZ where c starts
   * @param rows of the data that the noise is fitted to
   */
  NoiseContrastiveEstimation(
      int nu, NoiseLaw noise, Schedule scale, Optional<Double> logZ, int rows) {
    this.nu = nu;
    this.noise = noise;
    this.scale = scale;
    this.logZ = logZ;
    this.sameLaw =
        Math.max(SAME_LAW, Math.min(OTHER_LAW, largeChiSquare(noise.fittedNumbers()) / rows));
  }

  /**
   * If data have the noise's law but for its fit to n of their rows, the square of the difference
   * of their log-densities is on average over rows a chi square divided by n, of as many degrees of
   * freedom as numbers are fitted (Wilks 1938). All but one in a thousand are below this one (by
   * the approximation of Wilson and Hilferty 1931).
   */
  private static double largeChiSquare(int k) {
    return k == 0 ? 0 : k * Math.pow(1 - 2.0 / (9 * k) + LARGE * Math.sqrt(2.0 / (9 * k)), 3);
  }

  /** c, or what is added to its first estimate. */
  @Override
  public Tree<Parameter> parameters() {
    return Tree.of(LOG_Z, new Parameter(Shape.SCALAR, Initializer.constant(logZ.orElse(0.0))));
  }

  /** The fitted noise law and, where c starts at an estimate, that estimate. */
  @Override
  public Tree<Parameter> state() {
    Tree<Parameter> fitted = noise.fitted().under(NOISE);
    return logZ.isPresent() ? fitted : fitted.with(FIRST, Parameter.zeros());
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    int rows = x.dim(0);
    Tree<Tensor> fitted = fitted(context);
    Tensor width = scale.at(context.step());
    NoiseLaw.Draws draws = noise.draw(fitted, width, context.key("noise"), nu * rows);
    Tensor negatives = draws.rows().reshape(context.energy().features().prepend(nu * rows));
    Tensor ofData = context.energy(x);
    Tensor ofNoise = context.energy(negatives);
    Tensor logNoise = noise.logDensity(fitted, width, x.reshape(rows, -1));
    Tensor c = logZ(context, ofNoise.add(draws.logDensity()).neg());
    Tensor data = logit(ofData, logNoise, c);
    Tensor wrong = logit(ofNoise, draws.logDensity(), c);

    Tensor confusion =
        data.neg().logistic().mean().add(wrong.logistic().mean().mul(nu)).mul((1.0 + nu) / nu / 2);
    context.metric("log-z", c);
    context.metric("energy/data", ofData.mean());
    context.metric("energy/noise", ofNoise.mean());
    context.metric("confusion", confusion);
    context.warn(confusion.lt(SATURATED), MethodWarnings.classifierSaturated(PLACE));
    Tensor difference = data.add(Math.log(nu)).square().mean();
    Tensor other = wrong.add(Math.log(nu)).square().mean();
    context.warn(difference.maximum(other).lt(sameLaw), IS_THE_NOISE);

    return data.neg().softplus().mean().add(wrong.softplus().mean().mul(nu));
  }

  /** G, {@code [n]}. */
  Tensor logit(Tensor energy, Tensor logNoise, Tensor c) {
    return energy.add(c).add(logNoise).neg().sub(Math.log(nu));
  }

  private Tree<Tensor> fitted(LossContext context) {
    Tree<Parameter> names = noise.fitted();
    return Tree.zip(
        names.names(),
        names.names().stream().map(name -> context.state(NOISE + "/" + name)).toList());
  }

  private Tensor logZ(LossContext context, Tensor noiseRatio) {
    Tensor shift = context.parameter(LOG_Z);
    if (logZ.isPresent()) {
      return shift;
    }
    Tensor estimate = logSumExp(noiseRatio, 0).sub(Math.log(noiseRatio.dim(0))).stopGradient();
    Tensor start = where(context.step().eq(0), estimate, context.state(FIRST));
    context.updateState(FIRST, start);
    return start.add(shift);
  }
}
