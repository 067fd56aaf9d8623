package dev.ebm.backend.jvm.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays values with known lifetimes into one array, first fit. */
final class Arena {

  /** Floats between the starts of values: one cache line. */
  private static final int ALIGNMENT = 16;

  /** A value that lives from one step to another, both inclusive. */
  record Lifetime(Place.Floats place, int first, int last) {}

  private final TreeMap<Integer, Integer> free = new TreeMap<>();
  private int end;

  private Arena() {}

  /** Binds every place; lifetimes are in the order of their first steps. */
  static void lay(List<Lifetime> lifetimes) {
    Arena arena = new Arena();
    List<Lifetime> alive = new ArrayList<>();
    int[] offsets = new int[lifetimes.size()];
    Map<Lifetime, Integer> offsetOf = new java.util.IdentityHashMap<>();
    for (int i = 0; i < offsets.length; i++) {
      Lifetime next = lifetimes.get(i);
      alive.removeIf(
          old -> {
            boolean over = old.last < next.first;
            if (over) {
              arena.release(offsetOf.get(old), aligned(old.place.size()));
            }
            return over;
          });
      offsets[i] = arena.allocate(aligned(next.place.size()));
      offsetOf.put(next, offsets[i]);
      alive.add(next);
    }
    float[] memory = new float[arena.end];
    for (int i = 0; i < offsets.length; i++) {
      lifetimes.get(i).place.bind(memory, offsets[i]);
    }
  }

  private static int aligned(int size) {
    return Math.max(1, (size + ALIGNMENT - 1) / ALIGNMENT) * ALIGNMENT;
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
    int offset = end;
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
