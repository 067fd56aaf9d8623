package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.thirdparty.PartialBackend;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a backend has is held to the contract whatever it lacks; here it lacks int64. */
class PartialContractTest {

  private static boolean has(Op op, DType dtype) {
    return dtype != DType.INT64;
  }

  /** The contract's test of additions, which are of all numeric dtypes. */
  private static ThrowingCallable additions(Backend backend) {
    BackendContract contract =
        new BackendContract() {
          @Override
          protected Backend openBackend() {
            return backend;
          }
        };
    contract.open();
    contract.startReport();
    return () ->
        contract
            .computesElementByElement()
            .filter(test -> test.getDisplayName().equals(Op.ADD.symbol()))
            .findFirst()
            .orElseThrow()
            .getExecutable()
            .execute();
  }

  @Test
  void isKeptByWhatComputesTheRestAndRefusesThat() {
    assertThatCode(additions(new PartialBackend(PartialContractTest::has)))
        .doesNotThrowAnyException();
  }

  @Test
  void isBrokenByAWrongSumOfWhatItHas() {
    PartialBackend wrong =
        new PartialBackend(PartialContractTest::has) {
          @Override
          public Executable compile(Program program) {
            return new Spoiled(super.compile(program), x -> upload(nextUp(x.download())));
          }
        };
    assertThatThrownBy(additions(wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("epsilons off");
  }

  @Test
  void isBrokenByWhatIsLackingAndNotRefused() {
    PartialBackend careless =
        new PartialBackend(PartialContractTest::has) {
          private final Backend complete = new ReferenceBackend();

          @Override
          public Executable compile(Program program) {
            return complete.compile(program);
          }
        };
    assertThatThrownBy(additions(careless))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting code to raise a throwable");
  }

  /** The next float32 after every finite one. */
  private static TensorData nextUp(TensorData data) {
    if (data.type().dtype() != DType.FLOAT32) {
      return data;
    }
    double[] values = data.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.nextUp((float) values[i]);
    }
    return TensorData.fromDoubles(data.type(), values);
  }

  /** An executable whose outputs are changed. */
  private record Spoiled(Executable sound, UnaryOperator<Value> change) implements Executable {

    @Override
    public Program program() {
      return sound.program();
    }

    @Override
    public List<Value> run(List<Value> inputs) {
      List<Value> outputs = sound.run(inputs);
      List<Value> changed = outputs.stream().map(change).toList();
      outputs.forEach(Value::close);
      return changed;
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
