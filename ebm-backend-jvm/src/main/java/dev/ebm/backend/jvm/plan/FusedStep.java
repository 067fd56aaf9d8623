package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/**
 * A unit of element-wise operations over n elements, run block by block: each block goes through
 * all operations before the next, so that what one operation leaves for another stays in the
 * first-level cache.
 */
final class FusedStep implements SharedStep, Tiled {

  /** Where an operand's elements come from, or a result's go to. */
  sealed interface Operand {

    /** All n elements of a place. */
    record Whole(Place.Floats place) implements Operand {}

    /** A block of scratch memory, by its number. */
    record Scratch(int number) implements Operand {}

    /** One element, passed to a kernel as a number. */
    record Scalar(Place.Floats place) implements Operand {}

    /** A place repeated along the n elements, expanded into a scratch block. */
    record Repeated(Place.Floats place, Views.Pattern pattern, int each, int number)
        implements Operand {}
  }

  /** One operation; unused operands repeat the first. */
  record Instruction(Op op, Operand a, Operand b, Operand c, Operand result) {}

  private final int n;
  private final int block;
  private final Instruction[] instructions;
  private final Operand.Repeated[] repeated;
  private final long cost;
  private final FloatKernels kernels;
  private final float[][] scratch;

  FusedStep(
      int n,
      int block,
      int scratchBlocks,
      List<Instruction> instructions,
      List<Operand.Repeated> repeated,
      long cost,
      FloatKernels kernels,
      int threads) {
    this.n = n;
    this.block = block;
    this.instructions = instructions.toArray(Instruction[]::new);
    this.repeated = repeated.toArray(Operand.Repeated[]::new);
    this.cost = cost;
    this.kernels = kernels;
    this.scratch = new float[threads][scratchBlocks * block];
  }

  @Override
  public int units() {
    return (n + block - 1) / block;
  }

  @Override
  public long cost() {
    return cost;
  }

  @Override
  public void run(int worker, int from, int to) {
    run(Tile.NONE, scratch[worker], from * block, Math.min(n, to * block));
  }

  @Override
  public void run(Tile tile) {
    run(tile, scratch[tile.worker()], tile.start(n), tile.end(n));
  }

  private void run(Tile tile, float[] own, int from, int to) {
    for (int start = from; start < to; start += block) {
      int count = Math.min(block, to - start);
      for (Operand.Repeated operand : repeated) {
        if (start == from || !staysPut(operand)) {
          expand(tile, operand, own, start, count);
        }
      }
      for (Instruction instruction : instructions) {
        execute(tile, instruction, own, start, count);
      }
    }
  }

  /** Whether the expanded block is the same for every block. */
  private boolean staysPut(Operand.Repeated operand) {
    return operand.pattern == Views.Pattern.SCALAR
        || operand.pattern == Views.Pattern.ROW && block % operand.place.size() == 0;
  }

  private void expand(Tile tile, Operand.Repeated operand, float[] own, int start, int count) {
    float[] source = operand.place.array(tile);
    int offset = operand.place.offset(tile);
    int target = operand.number * block;
    switch (operand.pattern) {
      case SCALAR -> kernels.fill(source[offset], own, target, count);
      case ROW -> {
        int period = operand.place.size();
        for (int done = 0; done < count; ) {
          int at = (start + done) % period;
          int run = Math.min(period - at, count - done);
          kernels.copy(source, offset + at, own, target + done, run);
          done += run;
        }
      }
      default -> {
        for (int done = 0; done < count; ) {
          int at = start + done;
          int run = Math.min(operand.each - at % operand.each, count - done);
          kernels.fill(source[offset + at / operand.each], own, target + done, run);
          done += run;
        }
      }
    }
  }

  private float[] array(Tile tile, Operand operand, float[] own) {
    return operand instanceof Operand.Whole whole ? whole.place.array(tile) : own;
  }

  private int offset(Tile tile, Operand operand, int start) {
    if (operand instanceof Operand.Whole whole) {
      return whole.place.offset(tile) + start;
    }
    return operand instanceof Operand.Scratch block
        ? block.number * this.block
        : ((Operand.Repeated) operand).number * this.block;
  }

  private void execute(Tile tile, Instruction in, float[] own, int start, int count) {
    float[] y = array(tile, in.result, own);
    int yo = offset(tile, in.result, start);
    if (in.b instanceof Operand.Scalar scalar) {
      float[] a = array(tile, in.a, own);
      int ao = offset(tile, in.a, start);
      float b = scalar.place.scalar();
      switch (in.op) {
        case ADD -> kernels.addScalar(a, ao, b, y, yo, count);
        case SUB -> kernels.addScalar(a, ao, -b, y, yo, count);
        case MUL -> kernels.mulScalar(a, ao, b, y, yo, count);
        case DIV -> kernels.divScalar(a, ao, b, y, yo, count);
        case MAXIMUM -> kernels.maximumScalar(a, ao, b, y, yo, count);
        case LESS -> kernels.lessScalar(a, ao, b, y, yo, count);
        case EQUAL -> kernels.equalScalar(a, ao, b, y, yo, count);
        default -> throw new IllegalStateException(in.op + " with a scalar");
      }
    } else if (in.a instanceof Operand.Scalar scalar) {
      float[] b = array(tile, in.b, own);
      int bo = offset(tile, in.b, start);
      float a = scalar.place.scalar();
      switch (in.op) {
        case ADD -> kernels.addScalar(b, bo, a, y, yo, count);
        case SUB -> kernels.scalarSub(a, b, bo, y, yo, count);
        case MUL -> kernels.mulScalar(b, bo, a, y, yo, count);
        case DIV -> kernels.scalarDiv(a, b, bo, y, yo, count);
        case MAXIMUM -> kernels.maximumScalar(b, bo, a, y, yo, count);
        case LESS -> kernels.scalarLess(a, b, bo, y, yo, count);
        case EQUAL -> kernels.equalScalar(b, bo, a, y, yo, count);
        default -> throw new IllegalStateException(in.op + " with a scalar");
      }
    } else {
      blockwise(tile, in, own, start, count, y, yo);
    }
  }

  private void blockwise(
      Tile tile, Instruction in, float[] own, int start, int count, float[] y, int yo) {
    float[] a = array(tile, in.a, own);
    int ao = offset(tile, in.a, start);
    float[] b = array(tile, in.b, own);
    int bo = offset(tile, in.b, start);
    switch (in.op) {
      case ADD -> kernels.add(a, ao, b, bo, y, yo, count);
      case SUB -> kernels.sub(a, ao, b, bo, y, yo, count);
      case MUL -> kernels.mul(a, ao, b, bo, y, yo, count);
      case DIV -> kernels.div(a, ao, b, bo, y, yo, count);
      case MAXIMUM -> kernels.maximum(a, ao, b, bo, y, yo, count);
      case LESS -> kernels.less(a, ao, b, bo, y, yo, count);
      case EQUAL -> kernels.equal(a, ao, b, bo, y, yo, count);
      case AND -> kernels.and(a, ao, b, bo, y, yo, count);
      case NOT -> kernels.not(a, ao, y, yo, count);
      case NEG -> kernels.neg(a, ao, y, yo, count);
      case SIGN -> kernels.sign(a, ao, y, yo, count);
      case FLOOR -> kernels.floor(a, ao, y, yo, count);
      case EXP -> kernels.exp(a, ao, y, yo, count);
      case LOG -> kernels.log(a, ao, y, yo, count);
      case LOG1P -> kernels.log1p(a, ao, y, yo, count);
      case EXPM1 -> kernels.expm1(a, ao, y, yo, count);
      case SQRT -> kernels.sqrt(a, ao, y, yo, count);
      case TANH -> kernels.tanh(a, ao, y, yo, count);
      case LOGISTIC -> kernels.logistic(a, ao, y, yo, count);
      case SOFTPLUS -> kernels.softplus(a, ao, y, yo, count);
      case ERF -> kernels.erf(a, ao, y, yo, count);
      case ERFINV -> kernels.erfinv(a, ao, y, yo, count);
      case SIN -> kernels.sin(a, ao, y, yo, count);
      case COS -> kernels.cos(a, ao, y, yo, count);
      case CAST -> kernels.copy(a, ao, y, yo, count);
      case SELECT ->
          kernels.select(
              a, ao, b, bo, array(tile, in.c, own), offset(tile, in.c, start), y, yo, count);
      default -> throw new IllegalStateException(in.op + " is not element-wise");
    }
  }
}
