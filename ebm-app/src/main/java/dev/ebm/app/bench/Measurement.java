package dev.ebm.app.bench;

import java.util.Optional;

/**
 * What was found out about one backend on one workload.
 *
 * @param contender the backend
 * @param times of its runs, unless it lacks an operation
 * @param obstacle what it lacks, in one line; empty if it ran
 */
public record Measurement(Contender contender, Optional<Times> times, String obstacle) {}
