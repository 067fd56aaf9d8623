package dev.ebm.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small experiments and tables. */
public final class Experiments {

  /** Trains in a second; logs every loss. */
  public static final String PLANE =
      """
      name: plane
      seed: 1
      backend: jvm
      data: gaussians-25
      energy: {name: mlp, hidden: [32, 32]}
      loss: {name: energy-discrepancy, perturbation: {name: gaussian, t: 1.0}}
      train: {steps: 60, batch-size: 64, ema: 0.9, log-every: 1}
      evaluate: [{name: log-density-mse, samples: 500}]
      """;

  private static final String TABLE =
      """
      name: table
      seed: 1
      data: {name: csv, path: '%s', label: label, train-on: inliers, test-fraction: 0.5}
      energy: {name: mlp, hidden: [16]}
      loss: energy-discrepancy
      train: {steps: 100, batch-size: 64, log-every: 10}
      evaluate: [auroc]
      """;

  private Experiments() {}

  public static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path plane(Path folder) {
    return write(folder, "plane.yaml", PLANE);
  }

  public static Path table(Path folder, Path csv) {
    return write(folder, "table.yaml", TABLE.formatted(csv));
  }

  /** Columns a, b, label: 200 inliers near the origin, 20 anomalies far from it. */
  public static Path csv(Path folder) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 220; i++) {
      boolean anomaly = i % 11 == 0;
      double scale = anomaly ? 8 : 1;
      text.append(scale * random.nextGaussian()).append(',');
      text.append(5 + scale * random.nextGaussian())
          .append(',')
          .append(anomaly ? 1 : 0)
          .append('\n');
    }
    return write(folder, "table.csv", text.toString());
  }
}
