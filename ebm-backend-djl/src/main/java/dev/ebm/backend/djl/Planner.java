package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a program without keys and draws into a {@link Plan}: computes what depends on no input,
 * drops what no result needs, gives every value a slot and finds where it is read last.
 */
final class Planner {

  private final Program program;
  private final Constants constants;
  private final Optional<Node> iteration;
  private final Map<Node, PtNDArray> known = new IdentityHashMap<>();
  private final Map<Node, int[]> slots = new IdentityHashMap<>();
  private int slotCount;

  private Planner(Program program, Constants constants, Optional<Node> iteration) {
    this.program = program;
    this.constants = constants;
    this.iteration = iteration;
  }

  /** The plan of a whole program. */
  static Plan plan(Program program, Constants constants) {
    return new Planner(program, constants, Optional.empty()).plan();
  }

  private static Plan planBody(Program body, Constants constants) {
    return new Planner(body, constants, Optional.of(body.inputs().get(0))).plan();
  }

  private Plan plan() {
    for (Node node : program.nodes()) {
      computeIfConstant(node);
    }
    Set<Node> needed = needed();
    program.inputs().forEach(input -> giveSlots(input, 1));
    known.keySet().stream().filter(needed::contains).forEach(node -> giveSlots(node, 1));
    int borrowed = slotCount;

    List<Step> steps = new ArrayList<>();
    List<int[]> reads = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (needed.contains(node) && !slots.containsKey(node)) {
        if (node.op() == Op.PROJECT) {
          int index = node.attribute(Attribute.Index.class).index();
          slots.put(node, new int[] {slots.get(node.input(0))[index]});
        } else {
          reads.add(operands(node).stream().mapToInt(this::slot).toArray());
          steps.add(step(node, reads.get(reads.size() - 1)));
        }
      }
    }

    PtNDArray[] template = new PtNDArray[slotCount];
    known.forEach(
        (node, array) -> {
          if (needed.contains(node)) {
            template[slot(node)] = array;
          }
        });
    int[] results = program.outputs().stream().mapToInt(this::slot).toArray();
    return new Plan(
        steps.toArray(Step[]::new),
        dead(steps, reads, results, borrowed),
        template,
        borrowed,
        results,
        iteration.map(needed::contains).orElse(false));
  }

  /** Row indices are left to the run, which reports those out of range. */
  private void computeIfConstant(Node node) {
    switch (node.op()) {
      case CONSTANT ->
          known.put(node, constants.of(node.attribute(Attribute.Literal.class).data()));
      case IOTA -> {
        int[] numbers = new int[node.shape().dim(0)];
        Arrays.setAll(numbers, i -> i);
        known.put(node, constants.of(TensorData.of(numbers, numbers.length)));
      }
      case INPUT, LOOP, PROJECT, GATHER, SCATTER_ADD -> {}
      default -> {
        if (!node.inputs().isEmpty() && known.keySet().containsAll(node.inputs())) {
          PtNDArray[] operands = node.inputs().stream().map(known::get).toArray(PtNDArray[]::new);
          known.put(node, constants.keep(Kernels.of(node, constants).run(operands)));
        }
      }
    }
  }

  private Set<Node> needed() {
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(program.outputs());
    List<Node> order = new ArrayList<>(program.nodes());
    Collections.reverse(order);
    for (Node node : order) {
      if (needed.contains(node) && !known.containsKey(node)) {
        needed.addAll(operands(node));
      }
    }
    return needed;
  }

  /** The operands that are read as arrays. */
  private List<Node> operands(Node node) {
    return readsIterationsRow(node) ? List.of(node.input(0)) : node.inputs();
  }

  private boolean readsIterationsRow(Node node) {
    if (node.op() != Op.GATHER || iteration.isEmpty()) {
      return false;
    }
    Node index = node.input(1);
    while (index.op() == Op.RESHAPE) {
      index = index.input(0);
    }
    return index == iteration.get();
  }

  private Step step(Node node, int[] reads) {
    if (node.op() == Op.LOOP) {
      Attribute.Loop loop = node.attribute(Attribute.Loop.class);
      Plan body = planBody(loop.body(), constants);
      int[] results = giveSlots(node, loop.carried());
      return new Step.Iterate(node, body, loop.count(), constants::counter, reads, results);
    }
    int result = giveSlots(node, 1)[0];
    return readsIterationsRow(node)
        ? new Step.ReadRow(node, reads[0], result)
        : new Step.Compute(node, Kernels.of(node, constants), reads, result);
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
