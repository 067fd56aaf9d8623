package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetContractTest {

  private static final LogDensity NORMAL =
      x -> x.square().sum(1).mul(-0.5).sub(Math.log(2 * Math.PI));

  private record Plane(Split.Generator law, LogDensity density) implements Dataset {
    @Override
    public Features features() {
      return Features.continuous(2);
    }

    @Override
    public List<String> splits() {
      return List.of(TRAIN, TEST);
    }

    @Override
    public Split split(String name) {
      if (!splits().contains(name)) {
        throw new EbmException(Problem.error("EBM-D001", name, "there is no such split", ""));
      }
      return new Split.Stream((key, count) -> law.draw(key.fold(name), count));
    }

    @Override
    public Optional<LogDensity> logDensity() {
      return Optional.of(density);
    }
  }

  private static List<String> verdict(Split.Generator law, LogDensity density) {
    return broken(DatasetContract.of(new Plane(law, density)));
  }

  @Test
  void acceptsANormalLaw() {
    assertThat(verdict((key, count) -> key.normal(count, 2), NORMAL)).isEmpty();
  }

  @Test
  void noticesADensityThatIsNotNormalised() {
    assertThat(verdict((key, count) -> key.normal(count, 2), x -> NORMAL.of(x).add(0.2)))
        .containsExactly("has the log-density of its rows");
  }

  @Test
  void noticesTheDensityOfAnotherLaw() {
    assertThat(verdict((key, count) -> key.normal(count, 2), x -> NORMAL.of(x.add(0.2))))
        .containsExactly("has the log-density of its rows");
  }

  @Test
  void noticesColumnsThatAreMissing() {
    assertThat(verdict((key, count) -> key.normal(count, 3), NORMAL))
        .contains("gives rows of its features");
  }

  @Test
  void noticesTestRowsThatAreTrainingRows() {
    Dataset leaking =
        new Forwarding(new Plane((key, count) -> key.normal(count, 2), NORMAL)) {
          @Override
          public Split split(String name) {
            return whole.split(name.equals(TEST) ? TRAIN : name);
          }
        };
    assertThat(broken(DatasetContract.of(leaking)))
        .containsExactly("gives the same rows again, others to test");
  }

  @Test
  void noticesAWayBackThatLosesRows() {
    Dataset lossy =
        new Forwarding(new Plane((key, count) -> key.normal(count, 2), NORMAL)) {
          @Override
          public TensorData toData(TensorData rows) {
            return TensorData.zeros(new TensorType(rows.type().dtype(), rows.shape()));
          }
        };
    assertThat(broken(DatasetContract.of(lossy)))
        .containsExactly("is restored from what it fitted");
  }

  @Test
  void noticesASplitForEveryName() {
    Dataset anything =
        new Forwarding(new Plane((key, count) -> key.normal(count, 2), NORMAL)) {
          @Override
          public Split split(String name) {
            return whole.split(splits().contains(name) ? name : TRAIN);
          }
        };
    assertThat(broken(DatasetContract.of(anything)))
        .containsExactly("names its splits and no other");
  }

  private abstract static class Forwarding implements Dataset {
    final Dataset whole;

    Forwarding(Dataset whole) {
      this.whole = whole;
    }

    @Override
    public Features features() {
      return whole.features();
    }

    @Override
    public List<String> splits() {
      return whole.splits();
    }

    @Override
    public Split split(String name) {
      return whole.split(name);
    }
  }
}
