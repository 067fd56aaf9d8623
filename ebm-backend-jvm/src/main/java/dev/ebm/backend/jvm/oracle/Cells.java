package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.TensorData;

/** A value of the oracle: numbers as doubles, bools as 0 and 1; or a key. Never written to. */
public final class Cells {

  private final Object content;

  /** Numbers in row-major order. */
  public Cells(double[] numbers) {
    this.content = numbers;
  }

  /** A key. */
  public Cells(TensorData key) {
    this.content = key;
  }

  /** The numbers; not a copy. */
  public double[] numbers() {
    return (double[]) content;
  }

  /** The key. */
  public TensorData key() {
    return (TensorData) content;
  }
}
