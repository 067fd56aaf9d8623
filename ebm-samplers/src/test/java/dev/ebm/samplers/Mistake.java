package dev.ebm.samplers;

/** What can be wrong with a kernel; kernels are written a second time with one of these. */
enum Mistake {
  NONE,
  NOISE_HALVED_IN_VARIANCE,
  DRIFT_DOUBLED,
  REVERSE_PROPOSAL_MISSING,
  ALWAYS_ACCEPTED,
  KEY_REUSED,
  ENERGY_STALE,
  TEMPERATURE_IGNORED,
  RATIO_UPSIDE_DOWN,
  MOMENTUM_KEPT,
  MASS_INVERTED,
  KINETIC_ENERGY_FORGOTTEN,
  LAST_KICK_WHOLE
}
