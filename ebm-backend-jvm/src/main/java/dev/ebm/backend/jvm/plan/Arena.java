package dev.ebm.backend.jvm.plan;

import dev.ebm.backend.jvm.memory.Heap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays values with known lifetimes into one array, first fit. */
final class Arena {

  /** Floats between the starts of values: one cache line. */
  private static final int ALIGNMENT = 16;

  /** A value of so many floats that lives from one step to another, both inclusive. */
  record Lifetime(Place.Floats place, int size, int first, int last) {}

  /** Where a value of a lifetime begins. */
  record Slot(Lifetime value, int offset) {}

  private final TreeMap<Integer, Integer> free = new TreeMap<>();
  private final List<Slot> slots = new ArrayList<>();
  private long end;

  /** Lays values out. */
  Arena(List<Lifetime> lifetimes) {
    List<Lifetime> order = new ArrayList<>(lifetimes);
    order.sort(
        Comparator.comparingInt(Lifetime::first).thenComparingInt(lifetime -> -lifetime.size));
    List<Slot> alive = new ArrayList<>();
    for (Lifetime next : order) {
      alive.removeIf(
          old -> {
            boolean over = old.value.last < next.first;
            if (over) {
              release(old.offset, aligned(old.value.size));
            }
            return over;
          });
      Slot slot = new Slot(next, allocate(aligned(next.size)));
      slots.add(slot);
      alive.add(slot);
    }
  }

  /** The values with their places. */
  List<Slot> slots() {
    return slots;
  }

  /** The floats that all take. */
  long size() {
    return end;
  }

  /** Makes the array and binds every place to it. */
  void bind() {
    float[] memory = Heap.floats(end);
    slots.forEach(slot -> slot.value.place.bind(memory, slot.offset));
  }

  /** A size that keeps what follows aligned. */
  static int aligned(int size) {
    long lines = Math.max(1, ((long) size + ALIGNMENT - 1) / ALIGNMENT);
    return (int) Math.min(Integer.MAX_VALUE, lines * ALIGNMENT);
  }

  private int allocate(int size) {
    for (Map.Entry<Integer, Integer> hole : free.entrySet()) {
      if (hole.getValue() >= size) {
        int offset = hole.getKey();
        int rest = hole.getValue() - size;
        free.remove(offset);
        if (rest > 0) {
          free.put(offset + size, rest);
        }
        return offset;
      }
    }
    int offset = (int) end; // beyond 2^31 the array is refused before anybody uses it
    end += size;
    return offset;
  }

  private void release(int offset, int size) {
    int start = offset;
    int length = size;
    Map.Entry<Integer, Integer> before = free.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      start = before.getKey();
      length += before.getValue();
    }
    Integer after = free.remove(offset + size);
    if (after != null) {
      length += after;
    }
    free.put(start, length);
  }
}
