package dev.ebm.backend.jvm.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.RandomPrograms;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TilingTest {

  /** Tiles of a few rows in many lanes, for programs of any size. */
  private static final Tiling TINY = new Tiling(true, 0, 64, 10, 0);

  /** Many tiles in one lane. */
  private static final Tiling ONE_LANE = new Tiling(true, 0, 64, Long.MAX_VALUE, 0);

  /** Steps in the order of their stages, but each over all rows. */
  private static final Tiling STAGES = new Tiling(true, Long.MAX_VALUE, 64, 10, 0);

  /** Some hundred roundings of numbers below 10, in another order. */
  private static final float ROUNDING = 1e-4f;

  @Property(tries = 400)
  void givesWhatStepsOverAllRowsGive(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int operations) {
    Program program = RowPrograms.of(seed, operations);
    List<TensorData> inputs = PlanRuns.inputs(program, seed);
    List<float[]> expected = PlanRuns.run(program, inputs, Tiling.NONE, 1);
    for (Tiling tiling : List.of(TINY, ONE_LANE, STAGES)) {
      List<float[]> tiled = PlanRuns.run(program, inputs, tiling, 1);
      for (int i = 0; i < expected.size(); i++) {
        String description = program.outputNames().get(i) + " of " + program;
        assertClose(tiled.get(i), expected.get(i), description);
      }
    }
  }

  @Property(tries = 400)
  void leavesProgramsWithoutRowsAsTheyAre(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int operations) {
    Program program = RandomPrograms.of(seed, operations);
    List<TensorData> inputs = RandomPrograms.inputs(program, seed);
    List<float[]> expected = PlanRuns.run(program, inputs, Tiling.NONE, 1);
    List<float[]> tiled = PlanRuns.run(program, inputs, TINY, 2);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(tiled.get(i), expected.get(i), program.outputNames().get(i) + " of " + program);
    }
  }

  @Property(tries = 100)
  void givesTheSameBitsOnAnyNumberOfThreads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int operations) {
    Program program = RowPrograms.of(seed, operations);
    List<TensorData> inputs = PlanRuns.inputs(program, seed);
    List<float[]> one = PlanRuns.run(program, inputs, TINY, 1);
    for (int threads = 2; threads <= 4; threads++) {
      List<float[]> several = PlanRuns.run(program, inputs, TINY, threads);
      for (int i = 0; i < one.size(); i++) {
        assertThat(several.get(i)).as(program.outputNames().get(i)).containsExactly(one.get(i));
      }
    }
  }

  /** Or the other claims would be about nothing. */
  @Property(tries = 100)
  void makesStretchesOfSeveralLanes(
      @ForAll long seed, @ForAll @IntRange(min = 4, max = 12) int operations) {
    Program program = RowPrograms.of(seed, operations).simplified();
    Assume.that(program.inputs().get(0).shape().dim(0) > DrawStep.BLOCK);
    List<Step> steps = Plan.of(program, FloatKernels.best(), 1, TINY).steps();
    assertThat(steps)
        .as("steps of %s", program)
        .anyMatch(step -> step instanceof Stretch stretch && stretch.units() > 1);
  }

  /** What a run leaves in tiles and lanes must not show in the next. */
  @Test
  void givesTheSameBitsWhenRunAgain() {
    Program program = RowPrograms.of(5, 8).simplified();
    List<TensorData> inputs = PlanRuns.inputs(program, 5);
    Plan plan = Plan.of(program, FloatKernels.best(), 2, TINY);
    try (Workers workers = new Workers(2)) {
      List<float[]> first = PlanRuns.run(plan, program, inputs, workers);
      PlanRuns.run(plan, program, PlanRuns.inputs(program, 6), workers);
      List<float[]> third = PlanRuns.run(plan, program, inputs, workers);
      assertThat(third).usingRecursiveComparison().isEqualTo(first);
    }
  }

  private static void assertClose(float[] actual, float[] expected, String description) {
    assertThat(actual).as(description).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      float scale = Math.max(1, Math.abs(expected[i]));
      boolean close =
          Float.compare(actual[i], expected[i]) == 0
              || Math.abs(actual[i] - expected[i]) <= ROUNDING * scale;
      assertThat(close)
          .as("element %d: %s, expected %s; %s", i, actual[i], expected[i], description)
          .isTrue();
    }
  }
}
