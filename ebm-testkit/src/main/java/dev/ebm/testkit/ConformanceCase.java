package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;

/**
 * A program, its inputs, and how exact each output has to be.
 *
 * @param subject what is tested, such as an operation's symbol
 * @param program what the backend runs
 * @param oracle the program with further outputs: for every output the size of its terms
 * @param inputs one for each input
 * @param epsilons for each output the allowed error
 */
record ConformanceCase(
    String subject,
    Program program,
    Program oracle,
    List<TensorData> inputs,
    List<Double> epsilons) {

  private static final double WRONG = Double.POSITIVE_INFINITY;
  private static final String SIZE = "size ";

  /** What is left of this case if a backend has only some of its outputs. */
  ConformanceCase only(List<String> names) {
    List<Integer> kept = names.stream().map(program.outputNames()::indexOf).toList();
    List<String> known = new ArrayList<>(names);
    kept.forEach(k -> known.add(SIZE + k));
    Program part = program.only(names);
    return new ConformanceCase(
        subject,
        part,
        oracle.only(known),
        inputs(part, program, inputs),
        kept.stream().map(epsilons::get).toList());
  }

  /** Of the inputs of a program those of a part of it. */
  static List<TensorData> inputs(Program part, Program whole, List<TensorData> inputs) {
    return part.inputs().stream().map(node -> inputs.get(whole.inputs().indexOf(node))).toList();
  }

  /** The outputs and sizes of {@link Reference}. */
  List<TensorData> expected() {
    return Reference.run(oracle, inputs);
  }

  /** Fails unless the outputs are the expected ones. */
  void check(List<TensorData> actual, List<TensorData> expected, ConformanceReport report) {
    assertThat(actual).hasSize(epsilons.size());
    for (int k = 0; k < actual.size(); k++) {
      TensorData sizes = expected.get(epsilons.size() + k);
      String output = program.outputNames().get(k);
      assertThat(actual.get(k).type()).as(output).isEqualTo(program.outputs().get(k).type());
      check(output, actual.get(k), expected.get(k), sizes, epsilons.get(k), report);
    }
  }

  private void check(
      String output,
      TensorData actual,
      TensorData expected,
      TensorData sizes,
      double allowed,
      ConformanceReport report) {
    DType dtype = expected.type().dtype();
    int at = 0;
    double worst = 0;
    for (int i = 0; i < expected.shape().size(); i++) {
      double epsilons =
          dtype.isFloating()
              ? epsilons(dtype, actual.at(i), expected.at(i), sizes.at(i))
              : Elements.wholeAt(actual, i) == Elements.wholeAt(expected, i) ? 0 : WRONG;
      if (!(epsilons <= worst)) {
        worst = epsilons;
        at = i;
      }
    }
    report.add(subject, ConformanceReport.VALUE, dtype.symbol(), worst, allowed);
    if (!(worst <= allowed)) {
      fail(
          "%s: output '%s' at %d is %s, expected %s: %s epsilons off, allowed are %s"
              .formatted(
                  subject, output, at, text(actual, at), text(expected, at), worst, allowed));
    }
  }

  private static String text(TensorData data, int at) {
    return data.type().dtype().isFloating()
        ? Double.toString(data.at(at))
        : Long.toString(Elements.wholeAt(data, at));
  }

  /** The error, not finite where a NaN or an infinity is wrong. */
  private static double epsilons(DType dtype, double got, double want, double size) {
    if (got == want || Double.isNaN(got) && Double.isNaN(want)) {
      return 0;
    }
    if (!Double.isFinite(got) || !Double.isFinite(want)) {
      return WRONG;
    }
    double error = Math.max(0, Math.abs(got - want) - Tolerance.smallestNormal(dtype));
    double scale = Tolerance.epsilon(dtype) * Math.max(Math.abs(want), Math.abs(size));
    return error == 0 ? 0 : error / scale;
  }

  /** Collects inputs and outputs. */
  static final class Builder {
    private final String subject;
    private final Program.Builder program;
    private final List<TensorData> inputs = new ArrayList<>();
    private final List<Tensor> sizes = new ArrayList<>();
    private final List<Double> epsilons = new ArrayList<>();

    Builder(String subject) {
      this.subject = subject;
      this.program = Program.builder(subject);
    }

    Tensor input(TensorData data) {
      inputs.add(data);
      return program.input("x" + inputs.size(), data.type());
    }

    Key key(TensorData data) {
      inputs.add(data);
      return program.key("key" + inputs.size());
    }

    /** An output that is exact up to epsilons of its value. */
    Builder output(String name, Tensor value, double allowed) {
      return output(name, value, allowed, value);
    }

    /**
     * An output that is exact up to epsilons of what was summed.
     *
     * @param size the sum of the terms' sizes, of the shape of the value
     */
    Builder output(String name, Tensor value, double allowed, Tensor size) {
      program.output(name + " #" + epsilons.size(), value);
      epsilons.add(allowed);
      sizes.add(size);
      return this;
    }

    ConformanceCase build() {
      Program compiled = program.build();
      for (int k = 0; k < sizes.size(); k++) {
        program.output(SIZE + k, sizes.get(k));
      }
      return new ConformanceCase(subject, compiled, program.build(), inputs, epsilons);
    }
  }
}
