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
 */
public record Study(
    @Option(doc = "Name of the study, part of its folder's name") String name,
    @Option(doc = "Trainings that differ in parts of one experiment") Optional<Sweep> sweep,
    @Option(doc = "Losses against one parameter of an energy") Optional<LossProfile> lossProfile) {

  /** Checks that one question is asked. */
  public Study {
    long asked = Stream.of(sweep, lossProfile).filter(Optional::isPresent).count();
    if (asked != 1) {
      throw new IllegalArgumentException(
          "a study asks one question, and this asks " + asked + ": set one of sweep, loss-profile");
    }
  }

  /** The question. */
  Question question() {
    return Stream.of(sweep, lossProfile)
        .flatMap(Optional::stream)
        .map(Question.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
