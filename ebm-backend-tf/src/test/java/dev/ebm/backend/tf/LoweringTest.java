package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
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

  /** The backend has every operation; one that lacks two shows that programs are refused early. */
  @Test
  void refusesWhatTheBackendLacksBeforeAnythingRuns() {
    Program.Builder builder = Program.builder("lacking");
    Tensor x = builder.input("x", TensorType.float32(3));
    Tensor y = Tensors.loop(2, List.of(x), (i, v) -> List.of(v.get(0).erfinv())).get(0);
    Program program = builder.output("y", y).build();
    try (Backend lacking =
        new TfBackend("2", Threads.of(1), TfConfig.Random.PORTABLE) {
          @Override
          public boolean supports(Op op, DType dtype) {
            return op != Op.ERFINV || dtype == DType.FLOAT64;
          }
        }) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> lacking.compile(program))
          .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B002"))
          .withMessageContaining("LoweringTest.java:")
          .withMessageContaining("'tf' has no")
          .withMessageContaining("erfinv");
      assertThat(lacking.liveValues()).isZero();
      lacking.compile(program.withPrecision(DType.FLOAT64)).close();
    }
  }
}
