package dev.ebm.api.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/** What a program computes as a hash: its operations, types, literals and the names of its ends. */
final class Fingerprint {

  private final MessageDigest digest;
  private final Map<Node, Integer> numbers = new IdentityHashMap<>();

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String of(Program program) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(program);
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(Program program) {
    add(program.inputNames().size());
    program.inputNames().forEach(this::add);
    for (Node input : program.inputs()) {
      numbers.put(input, numbers.size());
      add(input.type().toString());
    }
    for (Node node : program.nodes()) {
      if (node.op() == Op.INPUT) {
        continue;
      }
      add(node.toString());
      node.inputs().forEach(input -> add(numbers.get(input)));
      if (node.attribute() instanceof Attribute.Literal literal) {
        add(literal.data());
      } else if (node.attribute() instanceof Attribute.Loop loop) {
        add(of(loop.body()));
      }
      numbers.put(node, numbers.size());
    }
    program.outputNames().forEach(this::add);
    program.outputs().forEach(output -> add(numbers.get(output)));
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private void add(TensorData data) {
    if (data.type().dtype() == DType.KEY) {
      add(data.toString());
      return;
    }
    int size = data.shape().size();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(size, Long.BYTES));
    for (int i = 0; i < size; i++) {
      bytes.putLong(
          data.type().dtype() == DType.INT64
              ? data.longs()[i]
              : Double.doubleToRawLongBits(data.at(i)));
    }
    digest.update(bytes.flip());
  }
}
