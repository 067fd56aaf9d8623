package dev.ebm.core.run;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.train.Snapshot;
import java.time.Instant;
import java.util.List;

/** Small runs to test with. */
public final class Runs {

  private Runs() {}

  /** A provenance with something in each field. */
  public static Provenance provenance() {
    return new Provenance(
        "1.2.3",
        new Machine("17", "Linux", "Fast <CPU>", 4, 1024),
        7,
        "jvm",
        "pure Java",
        Provenance.PORTABLE,
        List.of(new Provenance.DataFile("data.csv", 3, "abc")),
        List.of(new Provenance.Plugin("ebm-losses", "1.2.3", "losses.jar")),
        List.of("train", "x.yaml"),
        Instant.parse("2025-01-02T03:04:05Z"));
  }

  /** A snapshot whose tensors tell its step. */
  public static Snapshot snapshot(int step) {
    return new Snapshot(
        step,
        Tree.of("layer0/weight", TensorData.of(new float[] {step, 2}, 1, 2)),
        Tree.empty(),
        Tree.<TensorData>of("optimizer/step", TensorData.scalar(step))
            .with("loss/chains", TensorData.of(new boolean[] {true, false}, 2)),
        Tree.of("mean", TensorData.of(new double[] {0.5}, 1)));
  }
}
