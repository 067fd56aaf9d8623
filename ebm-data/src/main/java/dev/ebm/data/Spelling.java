package dev.ebm.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
final class Spelling {

  private static final int SHOWN = 3;

  private Spelling() {}

  /** Up to three candidates, the nearest first. */
  static List<String> nearest(String name, List<String> candidates) {
    return candidates.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(SHOWN)
        .toList();
  }

  /** The number of insertions, deletions and replacements, whatever the case. */
  private static int distance(String name, String candidate) {
    String a = name.toLowerCase(Locale.ROOT);
    String b = candidate.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
