package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorType;

/**
 * A loop as a step of a plan.
 *
 * @param node the loop
 * @param body run with the iteration, the carried values, the scanned entries and the captured
 *     values
 * @param constants makes the iteration's scalar and the stacks of collected values
 * @param operands slots of the initial carried values, of the scanned stacks, and of the captured
 *     values
 * @param results slots of the carried values after the last iteration, then of the collected stacks
 */
record Iteration(Node node, Plan body, Constants constants, int[] operands, int[] results)
    implements Step {

  @Override
  public void run(Frame frame) {
    Attribute.Loop loop = node.attribute(Attribute.Loop.class);
    PtNDArray[] given = frame.get(operands);
    PtNDArray[] values = new PtNDArray[results.length];
    try {
      for (int k = 0; k < values.length; k++) {
        values[k] = k < loop.carried() ? Layout.alias(given[k]) : stack(loop, k);
      }
      for (int step = 0; step < loop.count(); step++) {
        iterate(loop, loop.iteration(step), given, values);
      }
      for (int k = 0; k < values.length; k++) {
        frame.put(results[k], values[k]);
        values[k] = null;
      }
    } finally {
      Frame.closeAll(values);
    }
  }

  private PtNDArray stack(Attribute.Loop loop, int output) {
    TensorType type = loop.body().outputs().get(output).type();
    return constants.zeros(new TensorType(type.dtype(), type.shape().prepend(loop.count())));
  }

  /** Replaces the carried values and fills in entry i of the collected stacks. */
  private void iterate(Attribute.Loop loop, int i, PtNDArray[] given, PtNDArray[] values) {
    PtNDArray[] arguments = new PtNDArray[1 + given.length];
    System.arraycopy(values, 0, arguments, 1, loop.carried());
    int captured = loop.carried() + loop.scanned();
    System.arraycopy(given, captured, arguments, 1 + captured, given.length - captured);
    PtNDArray[] own = new PtNDArray[1 + loop.scanned()];
    PtNDArray[] next = new PtNDArray[0];
    try {
      if (body.readsIteration()) {
        own[0] = constants.counter(i);
        arguments[0] = own[0];
      }
      for (int s = 0; s < loop.scanned(); s++) {
        PtNDArray stack = given[loop.carried() + s];
        own[1 + s] = JniUtils.getItem(stack, new long[] {i}, stack.getManager());
        arguments[1 + loop.carried() + s] = own[1 + s];
      }
      next = body.run(arguments);
      for (int k = 0; k < next.length; k++) {
        if (k < loop.carried()) {
          values[k].close();
          values[k] = next[k];
          next[k] = null;
        } else {
          Layout.setEntry(values[k], i, next[k]);
        }
      }
    } finally {
      Frame.closeAll(own);
      Frame.closeAll(next);
    }
  }
}
