package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.memory.Heap;

/**
 * The derivative of a convolution by its filters. The images are divided into strands whose number
 * the sizes alone decide; a strand is added up image by image, and the strands in a fixed tree.
 */
final class ConvFilterStep implements Step {

  /** More would let more threads help, and take more memory and time to add up. */
  private static final int MAX_STRANDS = 16;

  private final FilterSums of;
  private final int groups;
  private final int strands;
  private final long cost;
  private final float[] sums;
  private final Place.Floats x;
  private final Place.Floats g;
  private final Place.Floats y;
  private final FloatKernels kernels;
  private final Scratch scratch;

  ConvFilterStep(Node node, Places places, FloatKernels kernels, Scratch scratch) {
    this.of = new FilterSums(node, kernels);
    this.groups = (of.images() + of.slots() - 1) / of.slots();
    this.strands = Math.min(MAX_STRANDS, groups);
    this.cost = Costs.of(node);
    this.sums = Heap.floats((long) strands * of.size());
    this.x = places.floats(node.input(0));
    this.g = places.floats(node.input(1));
    this.y = places.floats(node);
    this.kernels = kernels;
    this.scratch = scratch;
    scratch.require(of.scratch());
  }

  @Override
  public void run(Workers workers) {
    if (strands == 0) {
      kernels.fill(0, y.array(), y.offset(), y.size());
      return;
    }
    if (cost < DIVIDE_FROM) {
      run(0, 0, strands);
    } else {
      workers.run(this::run, strands);
    }
    int size = of.size();
    for (int apart = 1; apart < strands; apart *= 2) {
      for (int strand = 0; strand + apart < strands; strand += 2 * apart) {
        int to = strand * size;
        kernels.add(sums, to, sums, (strand + apart) * size, sums, to, size);
      }
    }
    of.unpack(sums, 0, y.array(), y.offset(), true);
  }

  private void run(int worker, int from, int to) {
    float[] memory = scratch.of(worker);
    for (int strand = from; strand < to; strand++) {
      int first = firstGroup(strand) * of.slots();
      int end = Math.min(of.images(), firstGroup(strand + 1) * of.slots());
      int at = strand * of.size();
      of.add(first, end, x.array(), x.offset(), g.array(), g.offset(), sums, at, true, memory);
    }
  }

  private int firstGroup(int strand) {
    return (int) ((long) groups * strand / strands);
  }
}
