package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.run.RunFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Products of energies some of whose parameters are frozen or shared, trained and resumed. */
final class ConstraintsTest {

  private static final String PRODUCT =
      """
      name: product
      data: gaussians-8
      energy: {name: product, energies: [gaussian, {name: mlp, hidden: [8]}, gaussian]}
      loss: energy-discrepancy
      train: {steps: 0, ema: 0.9}
      """;

  @TempDir private Path folder;

  private Map<String, TensorData> train(String name, String... options) {
    Path file = Experiments.write(folder, "product.yaml", PRODUCT);
    Path run = folder.resolve(name);
    String[] command = {"train", file.toString(), "--out", run.toString()};
    String[] all = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    InProcess training = InProcess.ebm(all);
    assertThat(training.err()).isEmpty();
    return RunFolder.open(run).checkpoints().loadLatest().snapshot().parameters().entries();
  }

  @Test
  void aFrozenExpertKeepsEveryBitWhileTheOthersAreTrained() {
    Map<String, TensorData> start = train("start");
    Map<String, TensorData> end =
        train("end", "--set", "train.steps=20", "--set", "train.freeze=['energies/1/*']");
    assertThat(end.keySet()).isEqualTo(start.keySet());
    end.forEach(
        (name, value) -> {
          if (name.startsWith("energies/1/")) {
            assertThat(value).as(name).isEqualTo(start.get(name));
          } else {
            assertThat(value).as(name).isNotEqualTo(start.get(name));
          }
        });
  }

  @Test
  void sharedParametersAreStoredOnceAndResumed() {
    String[] share = {
      "--set", "train.share={energies/2/mean: energies/0/mean}", "--set", "train.freeze=['*/lower']"
    };
    Map<String, TensorData> whole = train("whole", with(share, "train.steps=12"));
    assertThat(whole).doesNotContainKey("energies/2/mean").containsKey("energies/2/lower");
    train("parts", with(share, "train.steps=5"));
    String[] resumed = with(share, "train.steps=12");
    String[] all = Arrays.copyOf(resumed, resumed.length + 1);
    all[resumed.length] = "--resume";
    assertThat(train("parts", all)).isEqualTo(whole);
    InProcess drawn =
        InProcess.ebm("sample", folder.resolve("parts").toString(), "-n", "3", "--burn-in", "10");
    assertThat(drawn.out().lines()).hasSize(4);
  }

  private static String[] with(String[] options, String assignment) {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--set";
    all[options.length + 1] = assignment;
    return all;
  }

  @Test
  void aParameterThatTheEnergyHasNotIsNamedBesideThoseThatItHas() {
    Path file = Experiments.write(folder, "product.yaml", PRODUCT);
    InProcess result =
        InProcess.ebm(
            "train",
            file.toString(),
            "--out",
            folder.resolve("wrong").toString(),
            "--set",
            "train.freeze=[mean]");
    assertThat(result.err())
        .startsWith(
            "EBM-M006 train.freeze: the energy has no parameter 'mean', but energies/0/mean,"
                + " energies/0/log-diagonal, energies/0/lower, energies/1/layer0/weight,");
  }
}
