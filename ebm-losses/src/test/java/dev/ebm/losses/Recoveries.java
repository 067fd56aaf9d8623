package dev.ebm.losses;

import java.util.List;

/** The losses whose estimates are compared with the truth; a new one is one line more. */
final class Recoveries {

  private Recoveries() {}

  static List<Recovery> all() {
    return List.of(
        Recovery.of(
            "energy-discrepancy, t = 0.5, M = 4, w = 1",
            new EnergyDiscrepancy(4, 1, new Gaussian(0.5))));
  }
}
