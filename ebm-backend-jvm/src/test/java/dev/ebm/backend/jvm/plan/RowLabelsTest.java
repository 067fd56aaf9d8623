package dev.ebm.backend.jvm.plan;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowLabelsTest {

  private static final int BATCH = 32;
  private static final int EACH = 3;
  private static final int WIDTH = 32;

  private final Program.Builder builder = Program.builder("rows");
  private Program program;
  private Views views;
  private RowLabels labels;

  private Tensor input(String name, int... dims) {
    return builder.input(name, TensorType.float32(dims));
  }

  private void label() {
    program = builder.build().simplified();
    views = new Views(program);
    labels = RowLabels.best(program, views);
  }

  private Stream<Node> steps(Op op) {
    return program.nodes().stream().filter(node -> node.op() == op && views.isComputed(node));
  }

  /** Energy discrepancy: energies of B rows and of B M, the loss over both, all gradients. */
  @Test
  void makesOneStretchOfForwardAndBackwardPass() {
    Tensor first = input("first", 2, WIDTH);
    Tensor second = input("second", WIDTH, WIDTH);
    Tensor last = input("last", WIDTH, 1);
    Key key = builder.key("key");
    Tensor x = input("x", BATCH, 2);
    Tensor negatives = x.expandDims(1).add(key.normal(BATCH, EACH, 2)).reshape(BATCH * EACH, 2);
    Tensor own = x.matmul(first).softplus().matmul(second).tanh().matmul(last);
    Tensor other = negatives.matmul(first).softplus().matmul(second).tanh().matmul(last);
    Tensor gap = own.sub(other.reshape(BATCH, EACH));
    Tensor loss = logSumExp(concat(1, gap, Tensors.fill(0, BATCH, 1)), 1).mean();
    builder.output("loss", loss);
    List<Tensor> gradients = Gradients.of(loss, List.of(first, second, last));
    for (int i = 0; i < gradients.size(); i++) {
      builder.output("gradient" + i, gradients.get(i));
    }
    label();

    assertThat(labels.groups()).isEqualTo(BATCH);
    assertThat(steps(Op.DOT)).hasSize(16).allMatch(labels::isDivided);
    assertThat(steps(Op.DOT).map(labels::stage)).containsOnly(1);
    assertThat(steps(Op.DOT).filter(labels::isSum)).as("weights' gradients").hasSize(6);
    assertThat(steps(Op.ADD).filter(labels::isSumOfSums)).as("of both energies").hasSize(3);
    assertThat(steps(Op.SOFTPLUS)).hasSize(2).allMatch(labels::isReadInStretch);
  }

  @Test
  void beginsAStageWhereRowsNeedASumOverAllRows() {
    Tensor x = input("x", BATCH, 4).matmul(input("weight", 4, WIDTH));
    builder.output("centred", x.sub(x.mean(0)).exp());
    label();

    Node sum = steps(Op.REDUCE_SUM).findFirst().orElseThrow();
    Node exp = steps(Op.EXP).findFirst().orElseThrow();
    assertThat(labels.isSum(sum)).isTrue();
    assertThat(labels.stage(sum)).isEqualTo(1);
    assertThat(labels.isDivided(exp)).isTrue();
    assertThat(labels.stage(exp)).isEqualTo(3);
    assertThat(labels.isReadInStretch(steps(Op.DOT).findFirst().orElseThrow())).isFalse();
  }

  /** The sizes would allow it: the weight has as many rows as the batch. */
  @Test
  void dividesNoUpdateOfAWeight() {
    Tensor weight = input("weight", WIDTH, WIDTH);
    Tensor momentum = input("momentum", WIDTH, WIDTH);
    Tensor loss = input("x", BATCH, WIDTH).matmul(weight).tanh().sum(1).exp().mean();
    Tensor gradient = Gradients.of(loss, List.of(weight)).get(0);
    Tensor next = momentum.mul(0.9).add(gradient.mul(0.1));
    builder.output("momentum", next).output("weight", weight.sub(next.sqrt()));
    label();

    assertThat(steps(Op.TANH)).hasSize(1).allMatch(labels::isDivided);
    assertThat(steps(Op.SQRT)).hasSize(1).noneMatch(labels::isDivided);
    assertThat(steps(Op.DOT).filter(labels::isSum)).hasSize(1);
  }

  @Test
  void drawsIntoTheStretchThatReadsTheDraws() {
    Tensor weight = input("weight", 4, WIDTH);
    Tensor x = input("x", BATCH, 4).matmul(weight).matmul(input("back", WIDTH, 4));
    Tensor noise = builder.key("key").normal(BATCH, 4).mul(0.5);
    builder.output("y", x.sub(x.mean(0)).add(noise).matmul(weight));
    label();

    assertThat(steps(Op.NORMAL).map(labels::stage)).containsExactly(3);
  }

  @Test
  void dividesNothingWithoutRows() {
    builder.output("y", input("x", WIDTH, WIDTH).exp().add(1).log());
    label();

    assertThat(program.nodes().stream().filter(views::isComputed)).noneMatch(labels::isDivided);
  }
}
