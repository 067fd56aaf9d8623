package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A study file, bound. Exactly one question is asked.
 *
 * @param name names the study's folder
 * @param sweep trainings that differ in parts of one experiment
 * @param lossProfile losses against one parameter
 * @param discrepancyBound how far energy discrepancy is from likelihood and score matching
 * @param workedExamples the lecture's worked examples
 */
public record Study(
    @Option(doc = "Name of the study, part of its folder's name") String name,
    @Option(doc = "Trainings that differ in parts of one experiment") Optional<Sweep> sweep,
    @Option(doc = "Losses against one parameter of an energy") Optional<LossProfile> lossProfile,
    @Option(doc = "Energy discrepancy on Gaussians against likelihood and score matching")
        Optional<DiscrepancyBound> discrepancyBound,
    @Option(doc = "Worked examples of a lecture on energy-based models, computed")
        Optional<WorkedExamples> workedExamples) {

  /** Checks that one question is asked. */
  public Study {
    long asked =
        Stream.of(sweep, lossProfile, discrepancyBound, workedExamples)
            .filter(Optional::isPresent)
            .count();
    if (asked != 1) {
      throw new IllegalArgumentException(
          "a study asks one question, and this asks "
              + asked
              + ": set one of sweep, loss-profile, discrepancy-bound, worked-examples");
    }
  }

  /** The question. */
  Question question() {
    return Stream.of(sweep, lossProfile, discrepancyBound, workedExamples)
        .flatMap(Optional::stream)
        .map(Question.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
