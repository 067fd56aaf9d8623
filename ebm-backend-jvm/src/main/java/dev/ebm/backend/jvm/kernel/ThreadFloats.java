package dev.ebm.backend.jvm.kernel;

/** An array of each thread that a kernel uses within one call, so that calls allocate nothing. */
final class ThreadFloats extends ThreadLocal<float[]> {

  @Override
  protected float[] initialValue() {
    return new float[0];
  }

  /** The thread's array, of at least this size; its elements are left over from other calls. */
  float[] atLeast(int size) {
    float[] array = get();
    if (array.length < size) {
      array = new float[Math.max(size, 2 * array.length)];
      set(array);
    }
    return array;
  }
}
