package dev.ebm.backend.jvm.plan;

/** A part of a plan that runs as one. */
interface Step {

  /** Runs it, on several threads where it is large enough to gain from that. */
  void run(Workers workers);

  /**
   * A step below this many simple operations, about ten microseconds of one thread, is not divided:
   * waking the others would take as long.
   */
  long DIVIDE_FROM = 40_000;
}
