package dev.ebm.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known names that a misspelt one may stand for. */
public final class Nearest {

  private static final int MOST = 3;

  private Nearest() {}

  /**
   * At most three known names within one edit for each three letters, nearest first. An edit
   * inserts, deletes or replaces a letter, or swaps two neighbours; case does not count.
   */
  public static List<String> to(String wanted, Collection<String> known) {
    record Candidate(String name, int distance) {}
    String lower = wanted.toLowerCase(Locale.ROOT);
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, distance(lower, name.toLowerCase(Locale.ROOT))))
        .filter(c -> 3 * c.distance() <= Math.max(wanted.length(), c.name().length()) + 1)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  /**
   * Ready for a hint, with a blank behind it: {@code did you mean 'a' or 'b'?}, or nothing if no
   * name is near.
   */
  public static String question(String wanted, Collection<String> known) {
    List<String> near = to(wanted, known);
    return near.isEmpty() ? "" : "did you mean '" + String.join("' or '", near) + "'? ";
  }

  /** The Damerau-Levenshtein distance in its optimal-string-alignment form. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
