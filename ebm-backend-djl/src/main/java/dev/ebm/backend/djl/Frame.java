package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * The values of one run of a plan, by slot. The first slots are borrowed; the run owns the rest.
 */
final class Frame implements AutoCloseable {

  private final PtNDArray[] slots;
  private final int borrowed;

  /**
   * @param slots the arguments, the constants, and room for results
   * @param borrowed how many slots are arguments and constants
   */
  Frame(PtNDArray[] slots, int borrowed) {
    this.slots = slots;
    this.borrowed = borrowed;
  }

  PtNDArray get(int slot) {
    return slots[slot];
  }

  PtNDArray[] get(int[] from) {
    PtNDArray[] operands = new PtNDArray[from.length];
    for (int i = 0; i < from.length; i++) {
      operands[i] = slots[from[i]];
    }
    return operands;
  }

  void put(int slot, PtNDArray result) {
    slots[slot] = result;
  }

  /** Closes values that no later step reads. */
  void release(int[] dead) {
    for (int slot : dead) {
      slots[slot].close();
      slots[slot] = null;
    }
  }

  /** Results that the caller owns. A slot that is borrowed, or that comes again, stays filled. */
  PtNDArray[] take(int[] from) {
    PtNDArray[] results = new PtNDArray[from.length];
    try {
      for (int i = 0; i < from.length; i++) {
        int slot = from[i];
        if (slot < borrowed || comesAgain(from, i)) {
          results[i] = Layout.alias(slots[slot]);
        } else {
          results[i] = slots[slot];
          slots[slot] = null;
        }
      }
      return results;
    } catch (RuntimeException e) {
      closeAll(results);
      throw e;
    }
  }

  private static boolean comesAgain(int[] slots, int index) {
    for (int i = index + 1; i < slots.length; i++) {
      if (slots[i] == slots[index]) {
        return true;
      }
    }
    return false;
  }

  /** Closes what the run still owns. */
  @Override
  public void close() {
    for (int slot = borrowed; slot < slots.length; slot++) {
      if (slots[slot] != null) {
        slots[slot].close();
      }
    }
  }

  static void closeAll(PtNDArray[] arrays) {
    for (PtNDArray array : arrays) {
      if (array != null) {
        array.close();
      }
    }
  }
}
