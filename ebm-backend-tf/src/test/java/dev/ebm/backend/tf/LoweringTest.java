package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Output;

class LoweringTest {

  /** No program is refused by TensorFlow; an argument of a false shape stands for one. */
  @Test
  void namesTheOperationThatTensorFlowRefuses() {
    Program.Builder builder = Program.builder("refused");
    Tensor x = builder.input("x", TensorType.float32(2, 3));
    Program program = builder.output("y", x.matmul(x.transpose())).build();
    try (Graph graph = new Graph()) {
      Emitter emit = new Emitter(graph, new HashMap<>());
      Output<?> cube = emit.placeholder(program.inputs().get(0), TensorType.float32(2, 3, 4));
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> Lowering.add(program, List.of(cube), emit))
          .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B002"))
          .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1))
          .withMessageContaining("LoweringTest.java:")
          .withMessageContaining("transpose")
          .withMessageContaining("f32[3, 2]");
    }
  }
}
