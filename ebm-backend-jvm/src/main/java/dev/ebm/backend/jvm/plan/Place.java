package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.TensorData;

/** Where a step finds or leaves a value when a plan runs. */
sealed interface Place permits Place.Floats, Place.Numbers, Place.KeyPlace {

  /** float32 or bool elements: a stretch of an array, or a part of another such place. */
  final class Floats implements Place {
    private final Floats whole;
    private final int delta;
    private final int size;
    private float[] array = {};
    private int offset;

    /** A place that is bound before the plan runs. */
    Floats(int size) {
      this.whole = this;
      this.delta = 0;
      this.size = size;
    }

    /** A part of another place, which follows the other's binding. */
    Floats(Floats whole, int delta, int size) {
      this.whole = whole.whole;
      this.delta = whole.delta + delta;
      this.size = size;
    }

    void bind(float[] newArray, int newOffset) {
      array = newArray;
      offset = newOffset;
    }

    void bind(Floats other) {
      bind(other.array(), other.offset());
    }

    float[] array() {
      return whole.array;
    }

    int offset() {
      return whole.offset + delta;
    }

    int size() {
      return size;
    }

    /** The only element of a scalar. */
    float scalar() {
      return whole.array[whole.offset + delta];
    }
  }

  /** int32 elements, held as doubles. */
  final class Numbers implements Place {
    private double[] array;

    Numbers(double[] array) {
      this.array = array;
    }

    void bind(double[] newArray) {
      array = newArray;
    }

    double[] array() {
      return array;
    }
  }

  /** A key. */
  final class KeyPlace implements Place {
    private TensorData key = TensorData.key(0, 0);

    void bind(TensorData newKey) {
      key = newKey;
    }

    TensorData key() {
      return key;
    }
  }
}
