package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.app.console.Figures;
import dev.ebm.core.evaluate.ChainRunner;
import dev.ebm.core.train.LossRunner.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The worked examples and practice problems of a lecture on energy-based models, each computed by
 * the components that its words name, in double precision: a Gaussian's normaliser and likelihood
 * gradient, a step of contrastive divergence, the boundary of noise-contrastive estimation, and
 * what the problems claim.
 *
 * @param chains of the Langevin example
 * @param batch rows of the score matching example
 */
public record WorkedExamples(
    @Option(doc = "Chains of the Langevin example", byDefault = "20000") @Range(min = 2) int chains,
    @Option(doc = "Rows of the score matching example", byDefault = "20000") @Range(min = 2)
        int batch)
    implements Question {

  private static final Map<String, Object> STANDARD = Map.of("name", "gaussian");

  /** No noise that a double would show beside a step of 0.1. */
  private static final double COLD = 1e-40;

  /** Gradients that the score matching example averages. */
  private static final int BATCHES = 10;

  @Override
  public Findings answer(Workshop workshop) {
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(gaussian(workshop));
    rows.addAll(contrastiveDivergence(workshop));
    rows.add(boundary(workshop));
    rows.add(constants(workshop));
    for (double eta : List.of(0.5, 0.1, 0.02)) {
      rows.add(langevin(workshop, eta));
    }
    rows.addAll(equalNoise(workshop));
    rows.add(scoreMatching(workshop));
    return new Findings(
        List.of("example", "quantity", "the text", "computed"),
        rows,
        List::of,
        List.of(
            "Example 2: the text reads its positive gradient as raising theta. It is the gradient of"
                + " the loss, so a step of descent lowers theta: the data lie further out than the"
                + " negatives, and the energy becomes flatter."));
  }

  private static List<List<String>> gaussian(Workshop workshop) {
    double[] u = energies(workshop, gaussian(1, 4));
    double h = 1e-3;
    double[] up = energies(workshop, gaussian(1 + h, 4));
    double[] down = energies(workshop, gaussian(1 - h, 4));
    int at = Integration.index(2.5);
    double slope = (-up[at] - Integration.logZ(up) + down[at] + Integration.logZ(down)) / (2 * h);
    String example = "1: Gaussian, mu = 1, sigma^2 = 4";
    return List.of(
        List.of(
            example,
            "Z, by quadrature",
            "sqrt(2 pi sigma^2) = " + number(Math.sqrt(8 * Math.PI)),
            number(Math.exp(Integration.logZ(u)))),
        List.of(
            example,
            "d log p(2.5) / d mu, by differences",
            "(x - mu) / sigma^2 = " + number(1.5 / 4),
            number(slope)));
  }

  /** theta x^2 is the Gaussian of precision 2 theta; its log-diagonal l has dU/dl = 2 theta x^2. */
  private List<List<String>> contrastiveDivergence(Workshop workshop) {
    Map<String, Object> sampler =
        Map.of("name", "langevin", "step-size", 0.05, "temperature", COLD);
    Map<String, Object> atOne =
        Map.of(
            "name", "gaussian-mixture",
            "means", List.of(List.of(1.0)),
            "deviations", List.of(1e-12));
    double gradient =
        new Example(
                    workshop,
                    batch,
                    Map.of(
                        "data", atOne,
                        "energy", gaussian(0, 0.5),
                        "loss",
                            Map.of(
                                "name", "contrastive-divergence", "steps", 1, "sampler", sampler)))
                .ask(
                    Wanted.GRADIENT,
                    asked ->
                        asked
                            .loss()
                            .evaluate(asked.loss().parameters(), 1)
                            .get(0)
                            .gradient()
                            .get("log-diagonal")
                            .at(0))
            / 2;
    String example = "2: CD-1, theta = 1, x = 1, eps = 0.1, no noise";
    return List.of(
        List.of(example, "d loss / d theta = 1 - x1^2", "0.19", number(gradient)),
        List.of(example, "x1", "0.9", number(Math.sqrt(1 - gradient))));
  }

  private List<String> boundary(Workshop workshop) {
    double[] logit = logits(workshop, 2);
    int crossing = Integration.index(0);
    while (logit[crossing] > 0) {
      crossing++;
    }
    double before = logit[crossing - 1];
    double x = Integration.x(crossing - 1) + Integration.STEP * before / (before - logit[crossing]);
    return List.of(
        "3: NCE, U = x^2/2, noise N(0, 4), nu = 1",
        "x where data and noise are equally likely",
        "±2.073",
        Figures.format("±%.4f", x));
  }

  /** -U(x) - log p_n(x) for noise of a deviation. */
  private double[] logits(Workshop workshop, double deviation) {
    Map<String, Object> noise =
        Map.of("name", "gaussian-mixture", "deviations", List.of(deviation));
    return new Example(workshop, batch, Map.of("data", noise))
        .ask(
            Wanted.VALUE,
            asked -> {
              double[] u = asked.model().energy(asked.loss().parameters(), Integration.points());
              double[] logNoise = asked.model().logDensity(Integration.points());
              double[] logits = new double[u.length];
              Arrays.setAll(logits, i -> -u[i] - logNoise[i]);
              return logits;
            });
  }

  private List<String> constants(Workshop workshop) {
    double[] u = energies(workshop, STANDARD);
    double[] shifted = Arrays.stream(u).map(value -> value + 7).toArray();
    double change = 0;
    for (int i = 0; i < u.length; i++) {
      double before = -u[i] - Integration.logZ(u);
      double after = -shifted[i] - Integration.logZ(shifted);
      change = Math.max(change, Math.abs(after - before));
    }
    return List.of(
        "Problem 1: U + 7 instead of U",
        "largest change of log p",
        "0",
        Figures.format("%.1e", change));
  }

  /** Long enough for the slowest mode to fall to exp(-10). */
  private List<String> langevin(Workshop workshop, double eta) {
    ChainOptions options =
        new ChainOptions(chains, chains, (int) Math.round(10 / eta), 1, ChainOptions.Start.DATA);
    double[] squares =
        new Example(
                workshop,
                batch,
                Map.of(
                    "sampler", Map.of("name", "langevin", "step-size", eta),
                    "train", Map.of("steps", 0)))
            .ask(
                Wanted.VALUE,
                asked -> {
                  TensorData drawn =
                      new ChainRunner(
                              asked.backend(),
                              asked.setup().energy(),
                              asked.setup().data(),
                              DType.FLOAT32,
                              asked.setup().seed())
                          .run(
                              asked.sampler(),
                              asked.loss().parameters(),
                              "langevin",
                              options,
                              (done, total, info) -> {})
                          .rows(chains);
                  return Arrays.stream(drawn.toDoubles()).map(x -> x * x).toArray();
                });
    return List.of(
        "Problem 2: Langevin on N(0, 1), eta = " + eta,
        "variance; at this eta its law has 1/(1 - eta/2) = " + number(1 / (1 - eta / 2)),
        "1 as eta -> 0",
        Figures.format("%.4f ± %.4f", Samples.mean(squares), Samples.standardError(squares)));
  }

  private List<List<String>> equalNoise(Workshop workshop) {
    double[] logit = logits(workshop, 1);
    double low = Arrays.stream(logit).min().orElseThrow();
    double high = Arrays.stream(logit).max().orElseThrow();
    String example = "Problem 4: NCE with noise equal to the model";
    return List.of(
        List.of(
            example,
            "range of the logit over x",
            "0 at sigma_n = sigma",
            Figures.format("%.1e", high - low)),
        List.of(
            example,
            "the logit",
            "log sqrt(2 pi) = " + number(Math.log(2 * Math.PI) / 2),
            number(logit[Integration.index(0)])));
  }

  private List<String> scoreMatching(Workshop workshop) {
    double[] slopes =
        new Example(workshop, batch, Map.of("loss", "score-matching"))
            .ask(
                Wanted.GRADIENT,
                asked ->
                    asked.loss().evaluate(asked.loss().parameters(), BATCHES).stream()
                        .mapToDouble(point -> point.gradient().get("log-diagonal").at(0))
                        .toArray());
    return List.of(
        "Problem 5: score matching, without Z or chains",
        "slope of the loss by log-precision, at the data's own law",
        "0",
        Figures.format("%.4f ± %.4f", Samples.mean(slopes), Samples.standardError(slopes)));
  }

  /** U at the points of integration. */
  private static double[] energies(Workshop workshop, Map<String, Object> energy) {
    return new Example(workshop, 2, Map.of("energy", energy))
        .ask(
            Wanted.VALUE,
            asked -> asked.model().energy(asked.loss().parameters(), Integration.points()));
  }

  private static Map<String, Object> gaussian(double mean, double variance) {
    return Map.of(
        "name", "gaussian", "mean", List.of(mean), "covariance", List.of(List.of(variance)));
  }

  private static String number(double value) {
    return Figures.format("%.6g", value);
  }
}
