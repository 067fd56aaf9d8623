package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns a program without keys and draws into a {@link Plan}: gives every value a slot and finds
 * where it is read last.
 */
final class Planner {

  private final Program program;
  private final Constants constants;
  private final boolean watched;
  private final Schedule schedule;
  private final Map<Node, PtNDArray> known = new IdentityHashMap<>();
  private final Map<Node, int[]> slots = new IdentityHashMap<>();
  private int slotCount;

  private Planner(Program program, Constants constants, boolean watched) {
    this.program = program;
    this.constants = constants;
    this.watched = watched;
    this.schedule = Schedule.of(program);
  }

  /**
   * The plan of a program or of a loop's body.
   *
   * @param watched whether runs fail at the first NaN or infinity
   */
  static Plan plan(Program program, Constants constants, boolean watched) {
    return new Planner(program, constants, watched).plan();
  }

  private Plan plan() {
    program.inputs().forEach(input -> giveSlots(input, 1));
    for (Node node : schedule.once()) {
      known.put(node, compute(node));
      giveSlots(node, 1);
    }
    int borrowed = slotCount;

    List<Step> steps = new ArrayList<>();
    List<int[]> reads = new ArrayList<>();
    for (Node node : schedule.everyRun()) {
      if (node.op() == Op.PROJECT) {
        int index = node.attribute(Attribute.Index.class).index();
        slots.put(node, new int[] {slots.get(node.input(0))[index]});
      } else {
        reads.add(node.inputs().stream().mapToInt(this::slot).toArray());
        steps.add(step(node, reads.get(reads.size() - 1)));
      }
    }

    PtNDArray[] template = new PtNDArray[slotCount];
    known.forEach((node, array) -> template[slot(node)] = array);
    int[] results = program.outputs().stream().mapToInt(this::slot).toArray();
    boolean readsFirst =
        IntStream.concat(reads.stream().flatMapToInt(Arrays::stream), Arrays.stream(results))
            .anyMatch(slot -> slot == 0);
    return new Plan(
        steps.toArray(Step[]::new),
        dead(steps, reads, results, borrowed),
        template,
        borrowed,
        results,
        readsFirst,
        watched);
  }

  private PtNDArray compute(Node node) {
    if (node.inputs().isEmpty()) {
      return constants.of(node);
    }
    PtNDArray[] operands = node.inputs().stream().map(known::get).toArray(PtNDArray[]::new);
    return constants.keep(Kernels.of(node, constants).run(operands));
  }

  private Step step(Node node, int[] reads) {
    if (node.op() != Op.LOOP) {
      return new Step.Compute(node, Kernels.of(node, constants), reads, giveSlots(node, 1)[0]);
    }
    Program body = node.attribute(Attribute.Loop.class).body();
    int[] results = giveSlots(node, body.outputs().size());
    return new Iteration(node, plan(body, constants, watched), constants, reads, results);
  }

  private int[] giveSlots(Node node, int count) {
    int[] given = new int[count];
    Arrays.setAll(given, k -> slotCount + k);
    slotCount += count;
    slots.put(node, given);
    return given;
  }

  private int slot(Node node) {
    return slots.get(node)[0];
  }

  /** For each step the owned slots that it is the last to read, or that it fills for nobody. */
  private int[][] dead(List<Step> steps, List<int[]> reads, int[] results, int borrowed) {
    int[] last = new int[slotCount];
    for (int s = 0; s < reads.size(); s++) {
      for (int slot : slots.get(steps.get(s).node())) {
        last[slot] = s;
      }
      for (int slot : reads.get(s)) {
        last[slot] = s;
      }
    }
    for (int slot : results) {
      last[slot] = steps.size();
    }
    List<List<Integer>> dead = new ArrayList<>();
    steps.forEach(step -> dead.add(new ArrayList<>()));
    for (int slot = borrowed; slot < slotCount; slot++) {
      if (last[slot] < steps.size()) {
        dead.get(last[slot]).add(slot);
      }
    }
    return dead.stream()
        .map(slotsOfStep -> slotsOfStep.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }
}
