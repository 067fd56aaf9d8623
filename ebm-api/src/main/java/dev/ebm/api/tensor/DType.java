package dev.ebm.api.tensor;

import org.apiguardian.api.API;

/** The type of a tensor's elements. */
@API(status = API.Status.STABLE, since = "1.0")
public enum DType {
  /** IEEE 754 binary32, the default of every program. */
  FLOAT32("f32"),
  /** IEEE 754 binary64, for references and for small programs that need it. */
  FLOAT64("f64"),
  /** Signed 32-bit integers: indices and counters. */
  INT32("i32"),
  /** Signed 64-bit integers: counters and hashes; they wrap around as Java's do. */
  INT64("i64"),
  /** Truth values. */
  BOOL("bool"),
  /** A key of the random number generator, 128 bits; always a scalar. See {@link Key}. */
  KEY("key");

  private final String symbol;

  DType(String symbol) {
    this.symbol = symbol;
  }

  /** The short form used in printed programs. */
  public String symbol() {
    return symbol;
  }

  /** Whether the elements are floating-point numbers, the only ones with derivatives. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether the elements are whole numbers. */
  public boolean isInteger() {
    return this == INT32 || this == INT64;
  }

  /** Whether the elements are numbers. */
  public boolean isNumeric() {
    return isFloating() || isInteger();
  }
}
