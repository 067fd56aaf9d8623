package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/**
 * The derivative of a convolution by its filters over the images of a stretch: each tile adds what
 * its images give to the sum of its lane.
 */
final class PartialConvFilter extends PartialSum {

  private final FilterSums of;
  private final Place.Floats x;
  private final Place.Floats g;
  private final Scratch scratch;

  PartialConvFilter(
      Node node,
      Place.Floats sums,
      boolean startsSum,
      Places places,
      FloatKernels kernels,
      Scratch scratch) {
    super(sums, startsSum);
    this.of = new FilterSums(node, kernels);
    this.x = places.floats(node.input(0));
    this.g = places.floats(node.input(1));
    this.scratch = scratch;
    scratch.require(of.scratch());
  }

  @Override
  void add(Tile tile, float[] lane, int at, boolean replaces) {
    float[] sum = tile.scratch();
    of.add(
        tile.start(of.images()),
        tile.end(of.images()),
        x.array(tile),
        x.offset(tile),
        g.array(tile),
        g.offset(tile),
        sum,
        0,
        true,
        scratch.of(tile.worker()));
    of.unpack(sum, 0, lane, at, replaces);
  }
}
