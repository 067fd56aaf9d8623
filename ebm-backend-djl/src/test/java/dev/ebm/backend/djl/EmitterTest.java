package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program looks like as TorchScript. */
class EmitterTest {

  private Backend backend;
  private Constants constants;

  @BeforeEach
  void open() {
    backend = Evaluation.open(DjlConfig.Execution.TORCHSCRIPT);
    constants = new Constants(((DjlBackend) backend).arrays());
  }

  @AfterEach
  void close() {
    constants.close();
    backend.close();
  }

  private String text(Program.Builder program) {
    return Emitter.script(program.build().simplified(), constants).text();
  }

  private static String forward(String script) {
    return script.substring(script.indexOf("  def forward"));
  }

  @Test
  void writesOneLineForAnOperationAndConstantsInASetup() {
    Program.Builder builder = Program.builder("layer");
    Tensor x = builder.input("x", TensorType.float32(5, 3));
    Tensor w = builder.input("w", TensorType.float32(3, 2));
    Tensor b = builder.input("b", TensorType.float32(2));
    builder.output("y", x.matmul(w).add(b).softplus().mul(0.5).sum(1));
    assertThat(text(builder))
        .isEqualTo(
            """
            class Program(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def setup(self: __torch__.Program,
                x: List[Tensor]) -> List[Tensor]:
                l0, = x
                s0 = torch.reshape(l0, [1, 1])
                s1 = torch.expand(s0, [5, 2])
                return annotate(List[Tensor], [s1])
              def forward(self: __torch__.Program,
                x: List[Tensor],
                k: List[int]) -> List[Tensor]:
                x0, x1, x2, c0, = x
                v0 = torch.mm(x0, x1)
                v1 = torch.reshape(x2, [1, 2])
                v2 = torch.add_(v0, v1)
                v3 = torch.softplus(v2, 1, 20)
                v4 = torch.mul_(v3, c0)
                v5 = torch.sum(v4, [1], False, dtype=6)
                return annotate(List[Tensor], [v5])
            """);
  }

  @Test
  void writesALoopAsALoopThatDraws() {
    Program.Builder builder = Program.builder("walk");
    Tensor x = builder.input("x", TensorType.float32(4));
    Key key = builder.key("key");
    builder.output(
        "y",
        Tensors.loop(60, List.of(x), (i, c) -> List.of(c.get(0).add(key.fold(i).normal(4))))
            .get(0));
    assertThat(forward(text(builder)))
        .startsWith(
            """
              def forward(self: __torch__.Program,
                x: List[Tensor],
                k: List[int]) -> List[Tensor]:
                x0, = x
                k0h, k0l, = k
                v0 = x0
                for i1 in range(60):
                  key2h, key2l = __torch__.fold(k0h, k0l, i1 + 7165074647476600834)
                  v3 = torch.randn([4], generator=__torch__.generator(key2h, key2l), dtype=6)
                  v4 = torch.add_(v3, v0)
                  v0 = v4
                return annotate(List[Tensor], [v0])
            """);
  }

  @Test
  void neverWritesOverWhatIsReadAgain() {
    Program.Builder builder = Program.builder("shared");
    Tensor x = builder.input("x", TensorType.float32(2, 2));
    Tensor a = x.exp();
    Tensor view = a.transpose();
    Tensor sum = a.add(x);
    builder.output("sum", sum).output("view", view.mul(sum)).output("twice", a.mul(a));
    TensorData data = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
    Program program = builder.build();
    try (Backend oracle = Evaluation.open(DjlConfig.Execution.INTERPRETER)) {
      assertThat(Evaluation.run(backend, program, data))
          .isEqualTo(Evaluation.run(oracle, program, data));
    }
    assertThat(text(builder)).contains("torch.add(", "torch.mul(").doesNotContain("torch.add_(");
  }

  @Test
  void neverWritesOverWhatALoopPassesThrough() {
    Program.Builder builder = Program.builder("passed through");
    Tensor x = builder.input("x", TensorType.float32(2));
    Tensor a = x.exp();
    List<Tensor> kept = Tensors.loop(0, List.of(a), (i, c) -> List.of(c.get(0).mul(3)));
    Tensor doubled = kept.get(0).add(a);
    builder.output("doubled", doubled).output("kept", kept.get(0).mul(7));
    TensorData data = TensorData.of(new float[] {0, 0}, 2);
    assertThat(Evaluation.run(backend, builder.build(), data))
        .containsExactly(
            TensorData.of(new float[] {2, 2}, 2), TensorData.of(new float[] {7, 7}, 2));
  }
}
