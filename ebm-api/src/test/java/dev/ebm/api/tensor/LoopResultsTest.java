package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Tensors.ScanStep;
import dev.ebm.api.tensor.Tensors.Scanned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What simplified loops still collect, scan and capture. */
class LoopResultsTest {

  private final Program.Builder builder = Program.builder("p");
  private final Tensor x = builder.input("x", TensorType.float32(3));
  private final Tensor w = builder.input("w", TensorType.float32(3));
  private final Tensor rows = builder.input("rows", TensorType.float32(4, 3));
  private final Tensor more = builder.input("more", TensorType.float32(4, 3));

  private void becomes(Tensor before, String... lines) {
    assertThat(SimplifiedText.of(builder, before)).containsExactly(lines);
  }

  @Test
  void collectOnlyWhatIsRead() {
    Scanned run =
        scan(
            4,
            List.of(x),
            List.of(rows),
            (i, v, s) ->
                new ScanStep(
                    List.of(v.get(0).add(s.get(0))),
                    List.of(v.get(0).exp(), v.get(0).log(), s.get(0).sin())));
    assertThat(builder.output("before", run.collected().get(0)).build().toString())
        .contains("collect0=", "collect1=", "collect2=");
    becomes(
        run.collected().get(2),
        "%0 = loop(x, rows, count=4, carried=1, scanned=1)",
        "body(i: i32[], carry0: f32[3], entry0: f32[3]) {",
        "%0 = add(carry0, entry0) : f32[3]",
        "%1 = exp(carry0) : f32[3]",
        "%2 = sin(entry0) : f32[3]",
        "return carry0=%0, collect0=%1, collect2=%2",
        "}",
        "%1 = project(%0, 1) : f32[4, 3]",
        "%2 = project(%0, 2) : f32[4, 3]",
        "return before=%1, out=%2");
  }

  @Test
  void scanAndCaptureOnlyWhatTheirBodiesUse() {
    Scanned run =
        scan(
            4,
            List.of(x),
            List.of(rows, more),
            (i, v, s) ->
                new ScanStep(
                    List.of(v.get(0).mul(s.get(1))), List.of(s.get(0).mul(w), v.get(0).sub(w))));
    becomes(
        run.carried().get(0),
        "%0 = loop(x, more, count=4, carried=1, scanned=1)",
        "body(i: i32[], carry0: f32[3], entry1: f32[3]) {",
        "%0 = mul(carry0, entry1) : f32[3]",
        "return carry0=%0",
        "}",
        "%1 = project(%0, 0) : f32[3]",
        "return out=%1");
  }

  @Test
  void captureEqualValuesOnce() {
    becomes(
        loop(
                2,
                List.of(x),
                (i, v) -> List.of(v.get(0).mul(w.exp().add(0)).add(w.exp().neg().neg())))
            .get(0),
        "%0 = exp(w) : f32[3]",
        "%1 = loop(x, %0, count=2, carried=1)",
        "body(i: i32[], carry0: f32[3], capture0: f32[3]) {",
        "%0 = mul(carry0, capture0) : f32[3]",
        "%1 = add(%0, capture0) : f32[3]",
        "return carry0=%1",
        "}",
        "%2 = project(%1, 0) : f32[3]",
        "return out=%2");
  }

  /** A derivative reads what every iteration started with, of the values that matter to it. */
  @Test
  void collectTheHistoriesThatADerivativeReads() {
    List<Tensor> end =
        loop(4, List.of(x, w), (i, v) -> List.of(v.get(0).mul(v.get(0)), v.get(1).add(v.get(0))));
    Tensor gradient = Gradients.of(end.get(1).sum(), x);
    assertThat(builder.output("before", gradient).build().toString())
        .contains("history of 0", "history of 1");
    List<String> after = SimplifiedText.of(builder.build().simplified());
    assertThat(after)
        .contains("return carry0=%0, history0=carry0")
        .noneSatisfy(line -> assertThat(line).contains("history of"))
        .noneSatisfy(line -> assertThat(line).contains("history1"));
  }

  @Test
  void areDoneAfterOnePass() {
    Tensor noise = builder.input("noise", TensorType.float32(5, 3));
    Scanned run =
        scan(
            5,
            List.of(x, w),
            List.of(noise),
            (i, v, s) -> {
              Tensor next = v.get(0).mul(w.exp()).add(s.get(0)).sin();
              return new ScanStep(
                  List.of(next, v.get(1).add(1)), List.of(next.mul(w.exp().add(0)), v.get(1)));
            });
    Tensor first = Gradients.of(run.collected().get(0).sum(), List.of(x, w)).get(1);
    Tensor second = Gradients.of(first.square().sum(), noise);
    Program once = builder.output("out", second).build().simplified();
    assertThat(once.simplified()).hasToString(once.toString());
  }

  @Test
  void carryNothingThatNobodyReads() {
    List<Tensor> end =
        loop(
            3,
            List.of(x, w, x.exp()),
            (i, v) -> List.of(v.get(0).mul(v.get(1)), v.get(1).sin(), v.get(2).add(v.get(0))));
    Program program = builder.output("out", end.get(0)).build().simplified();
    assertThat(SimplifiedText.of(program))
        .contains("%0 = loop(x, w, count=3, carried=2)", "%1 = project(%0, 0) : f32[3]")
        .noneSatisfy(line -> assertThat(line).contains("exp"));
  }

  @Test
  void areTheSameWhenTheyAreEqual() {
    Tensor first = loop(3, List.of(x), (i, v) -> List.of(v.get(0).mul(w))).get(0);
    Tensor second = loop(3, List.of(x), (i, v) -> List.of(v.get(0).mul(w))).get(0);
    Program program = builder.output("out", first.add(second)).build().simplified();
    assertThat(program.nodes().stream().filter(node -> node.op() == Op.LOOP)).hasSize(1);
  }

  @Test
  void dropWhatInnerLoopsCollectForNobody() {
    Tensor result =
        loop(
                2,
                List.of(x),
                (i, v) ->
                    scan(
                            4,
                            v,
                            List.of(rows),
                            (j, u, s) ->
                                new ScanStep(
                                    List.of(u.get(0).mul(w)), List.of(u.get(0).add(s.get(0)))))
                        .carried())
            .get(0);
    becomes(
        result,
        "%0 = loop(x, w, count=2, carried=1)",
        "body(i: i32[], carry0: f32[3], capture1: f32[3]) {",
        "%0 = loop(carry0, capture1, count=4, carried=1)",
        "body(i: i32[], carry0: f32[3], capture0: f32[3]) {",
        "%0 = mul(carry0, capture0) : f32[3]",
        "return carry0=%0",
        "}",
        "%1 = project(%0, 0) : f32[3]",
        "return carry0=%1",
        "}",
        "%1 = project(%0, 0) : f32[3]",
        "return out=%1");
  }
}
