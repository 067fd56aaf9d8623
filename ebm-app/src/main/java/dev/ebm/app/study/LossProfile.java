package dev.ebm.app.study;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.app.console.Figures;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.plot.CurvePlot;
import dev.ebm.core.train.LossRunner;
import dev.ebm.core.train.LossRunner.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Losses against one parameter of an energy, without training: where each has its minimum, and how
 * flat it is there. Each batch has the same rows and draws at every value of the parameter, so its
 * own minimum is well defined; the mean and the standard error of the batches' minima are reported.
 *
 * @param experiment with the data and the energy
 * @param losses variants of it
 * @param parameter the energy's parameter, as checkpoints name it
 * @param scale how a value becomes the parameter
 * @param from the first value
 * @param to the last value
 * @param points how many values
 * @param batches for the standard error
 */
public record LossProfile(
    @Option(doc = "Experiment file with data and energy, relative to the study file")
        Path experiment,
    @Option(doc = "Losses, as variants of the experiment") List<Variant> losses,
    @Option(doc = "The energy's parameter, as checkpoints name it") String parameter,
    @Option(
            doc =
                "How a value v becomes the parameter: value, every element is v; or weight, of two"
                    + " components the first has weight v, and the parameter is their log-weights",
            byDefault = "value")
        Scale scale,
    @Option(doc = "First value") double from,
    @Option(doc = "Last value") double to,
    @Option(doc = "Number of values", byDefault = "49") @Range(min = 3, max = 100_000) int points,
    @Option(doc = "Batches, for the standard error", byDefault = "20") @Range(min = 2) int batches)
    implements Question {

  /** How a value becomes the parameter. */
  public enum Scale {
    /** Every element is the value. */
    VALUE,
    /** log v and log(1 - v). */
    WEIGHT
  }

  /** Checks the losses and the interval. */
  public LossProfile {
    if (losses.isEmpty()) {
      throw new IllegalArgumentException("a profile needs one loss or more");
    }
    Set<String> names = new HashSet<>();
    for (Variant loss : losses) {
      if (!names.add(loss.name())) {
        throw new IllegalArgumentException("two losses have the name '" + loss.name() + "'");
      }
    }
    if (!(from < to) || scale == Scale.WEIGHT && (from <= 0 || to >= 1)) {
      throw new IllegalArgumentException(
          "values go from a lower to a higher one, and weights lie inside (0, 1)");
    }
  }

  @Override
  public List<Varied> experiments(Path base) {
    return losses.stream()
        .map(
            loss ->
                new Varied(
                    "loss-profile.losses." + loss.name(), base.resolve(experiment), loss.set()))
        .toList();
  }

  @Override
  public Findings answer(Workshop workshop) {
    double[] values = new double[points];
    Arrays.setAll(values, i -> from + (to - from) * i / (points - 1));
    List<List<String>> rows = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      String name = losses.get(i).name();
      double[][] profile =
          profile(workshop, experiments(workshop.base()).get(i).load(workshop.loader()), values);
      double[] mean = new double[points];
      Arrays.setAll(mean, point -> Samples.mean(column(profile, point)));
      OptionalInt lowest = argmin(mean);
      double[] minima =
          Arrays.stream(profile)
              .map(LossProfile::argmin)
              .flatMapToInt(OptionalInt::stream)
              .mapToDouble(point -> values[point])
              .toArray();
      double[] depth =
          lowest.stream()
              .boxed()
              .flatMapToDouble(point -> Arrays.stream(profile).mapToDouble(b -> rise(b, point)))
              .filter(Double::isFinite)
              .toArray();
      rows.add(
          List.of(
              name,
              Figures.format("%.4g", lowest.isPresent() ? values[lowest.getAsInt()] : Double.NaN),
              Figures.format("%.4g ± %.2g", Samples.mean(minima), Samples.standardError(minima)),
              Figures.format("%.4g ± %.2g", Samples.mean(depth), Samples.standardError(depth))));
      curves.add(new Curve(name, values, scaled(mean), Optional.empty()));
      long lost =
          Arrays.stream(profile)
              .flatMapToDouble(Arrays::stream)
              .filter(v -> !Double.isFinite(v))
              .count();
      if (lost > 0) {
        remarks.add(
            "%s: %d of %d values are not finite and count for no minimum."
                .formatted(name, lost, (long) points * batches));
      }
    }
    return new Findings(
        List.of("loss", "minimum of the mean", "minima of batches", "rise to the higher end"),
        rows,
        () -> draw(workshop.picture("profiles"), curves),
        remarks);
  }

  /** From a point to the higher end. */
  private static double rise(double[] batch, int point) {
    return Math.max(batch[0], batch[batch.length - 1]) - batch[point];
  }

  private List<Path> draw(Path picture, List<Curve> curves) {
    if (curves.stream().flatMapToDouble(c -> Arrays.stream(c.y())).noneMatch(Double::isFinite)) {
      return List.of();
    }
    CurvePlot.write(picture, "Losses, each scaled to between 0 and 1", axis(), curves);
    return List.of(picture);
  }

  private String axis() {
    return scale == Scale.WEIGHT ? "weight" : parameter;
  }

  /** The loss on each batch at each value, {@code [batches][points]}. */
  private double[][] profile(Workshop workshop, LoadedExperiment varied, double[] values) {
    Experiment loaded = varied.experiment();
    Dataset data = workshop.assembly().data(loaded);
    double[][] profile = new double[batches][values.length];
    try (Backend backend = workshop.assembly().open(loaded);
        LossRunner runner =
            new LossRunner(
                workshop.assembly().training(loaded, data, backend), backend, Wanted.VALUE)) {
      for (int i = 0; i < values.length; i++) {
        List<LossRunner.Point> drawn =
            runner.evaluate(parameters(runner.parameters(), values[i]), batches);
        for (int batch = 0; batch < batches; batch++) {
          profile[batch][i] = drawn.get(batch).value();
        }
      }
    }
    return profile;
  }

  private Tree<TensorData> parameters(Tree<TensorData> initial, double value) {
    if (!initial.names().contains(parameter)) {
      throw wrong(
          "the energy has no parameter '%s', but %s"
              .formatted(parameter, String.join(", ", initial.names())));
    }
    TensorData like = initial.get(parameter);
    int size = like.shape().size();
    if (scale == Scale.WEIGHT && size != 2) {
      throw wrong(
          "'%s' has %d elements, not the log-weights of two components".formatted(parameter, size));
    }
    float[] elements = new float[size];
    Arrays.fill(elements, (float) value);
    if (scale == Scale.WEIGHT) {
      elements[0] = (float) Math.log(value);
      elements[1] = (float) Math.log1p(-value);
    }
    return initial.with(parameter, TensorData.of(elements, like.shape().dims()));
  }

  private static EbmException wrong(String what) {
    return new EbmException(
        Problem.error("EBM-A023", "loss-profile.parameter", what, "choose one of this energy"));
  }

  private static double[] column(double[][] profile, int i) {
    return Arrays.stream(profile).mapToDouble(batch -> batch[i]).toArray();
  }

  /** Of the finite values. */
  private static OptionalInt argmin(double[] values) {
    return IntStream.range(0, values.length)
        .filter(i -> Double.isFinite(values[i]))
        .reduce((lowest, i) -> values[i] < values[lowest] ? i : lowest);
  }

  /** The finite values to between 0 and 1, or all to 0. */
  private static double[] scaled(double[] values) {
    DoubleSummaryStatistics finite =
        Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
    double low = finite.getMin();
    double range = Math.max(finite.getMax() - low, Double.MIN_NORMAL);
    return Arrays.stream(values).map(v -> (v - low) / range).toArray();
  }
}
