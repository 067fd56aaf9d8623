package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.scan;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.api.tensor.Tensors.ScanStep;
import dev.ebm.api.tensor.Tensors.Scanned;
import java.util.ArrayList;
import java.util.List;

/** Loops that read stacks and collect values; numbers are chosen so that results are exact. */
final class ScanCases {

  private static final int[] COUNTS = {0, 1, 5};

  private ScanCases() {}

  static List<ConformanceCase> all() {
    return List.of(stacks(), collections(), dtypes(), nested(), backwards(), checks());
  }

  private static ConformanceCase.Builder start(String name) {
    return new ConformanceCase.Builder("loop, scan, " + name);
  }

  private static Tensor stack(ConformanceCase.Builder to, int count, int... entry) {
    return to.input(
        Samples.vector(DType.FLOAT32, small(count * Shape.of(entry).size()))
            .reshape(Shape.of(entry).prepend(count).dims()));
  }

  /** Multiples of 1/4 between -2 and 2. */
  private static double[] small(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i * 7 % 17 - 8) / 4.0;
    }
    return values;
  }

  private static ConformanceCase stacks() {
    ConformanceCase.Builder to = start("stacks");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, -2, 4));
    for (int count : COUNTS) {
      Tensor rows = stack(to, count, 3);
      Tensor scalars = stack(to, count);
      Tensor empty = stack(to, count, 0);
      Scanned sums =
          scan(
              count,
              List.of(x),
              List.of(rows, scalars, empty),
              (i, v, s) ->
                  step(List.of(v.get(0).mul(0.5).add(s.get(0)).sub(s.get(1)).add(s.get(2).sum()))));
      to.output(count + " rows, scalars and nothing", sums.carried().get(0), 0);
      Scanned twice =
          scan(
              count,
              List.of(x),
              List.of(rows, rows.add(1), rows),
              (i, v, s) -> step(List.of(v.get(0).add(s.get(0)).add(s.get(1)).sub(s.get(2)))));
      to.output(count + " one stack twice", twice.carried().get(0), 0);
      Scanned ignoring =
          scan(count, List.of(x), List.of(rows), (i, v, s) -> step(List.of(v.get(0).mul(2))));
      to.output(count + " unread stack", ignoring.carried().get(0), 0);
    }
    return to.build();
  }

  private static ConformanceCase collections() {
    ConformanceCase.Builder to = start("collected");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, -2, 4));
    Tensor w = to.input(Samples.vector(DType.FLOAT32, 0.5, 2, -1));
    for (int count : COUNTS) {
      Tensor rows = stack(to, count, 3);
      Scanned all =
          scan(
              count,
              List.of(x),
              List.of(rows),
              (i, v, s) ->
                  new ScanStep(
                      List.of(v.get(0).sub(s.get(0))),
                      List.of(
                          v.get(0),
                          v.get(0).sub(s.get(0)),
                          s.get(0).sum(),
                          w,
                          fill(DType.FLOAT32, 3, Shape.of(2)),
                          i)));
      to.output(count + " carried", all.carried().get(0), 0);
      for (int k = 0; k < all.collected().size(); k++) {
        to.output(count + " collected " + k, all.collected().get(k), 0);
      }
      Scanned stateless =
          scan(
              count,
              List.of(),
              List.of(rows),
              (i, v, s) -> new ScanStep(List.of(), List.of(s.get(0).mul(w))));
      to.output(count + " without carried values", stateless.collected().get(0), 0);
      Scanned some =
          scan(
              count,
              List.of(x, w),
              List.of(),
              (i, v, s) ->
                  new ScanStep(
                      List.of(v.get(1), v.get(0)),
                      List.of(v.get(0).sum(), v.get(0).add(v.get(1)), v.get(1).mul(2))));
      to.output(count + " only the second of three", some.collected().get(1), 0);
    }
    return to.build();
  }

  private static ConformanceCase dtypes() {
    ConformanceCase.Builder to = start("dtypes");
    for (DType dtype : Samples.ALL) {
      Tensor entries = to.input(Samples.random(dtype, Shape.of(4, 3), 1));
      Tensor x = to.input(Samples.random(dtype, Shape.of(3), 2));
      Scanned swapped =
          scan(
              4,
              List.of(x),
              List.of(entries),
              (i, v, s) ->
                  new ScanStep(
                      List.of(where(i.eq(2), v.get(0), s.get(0))),
                      List.of(v.get(0), s.get(0).eq(v.get(0)))));
      to.output(dtype + " carried", swapped.carried().get(0), 0);
      to.output(dtype + " collected", swapped.collected().get(0), 0);
      to.output(dtype + " collected truth", swapped.collected().get(1), 0);
    }
    for (DType dtype : Samples.WHOLE) {
      Tensor entries = to.input(Samples.random(dtype, Shape.of(6), 3));
      Tensor x = to.input(Samples.random(dtype, Shape.SCALAR, 4));
      Scanned hash =
          scan(
              6,
              List.of(x),
              List.of(entries),
              (i, v, s) -> {
                Tensor next = v.get(0).mul(1000003).add(s.get(0)).add(i.cast(dtype));
                return new ScanStep(List.of(next), List.of(next));
              });
      to.output(dtype + " wrapping around", hash.collected().get(0), 0);
    }
    return to.build();
  }

  private static ConformanceCase nested() {
    ConformanceCase.Builder to = start("nested");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, 2, 3));
    for (int outer : COUNTS) {
      for (int inner : COUNTS) {
        Tensor cube = stack(to, outer, inner, 3);
        Scanned result =
            scan(
                outer,
                List.of(x),
                List.of(cube),
                (i, v, s) -> {
                  Scanned in =
                      scan(
                          inner,
                          v,
                          List.of(s.get(0)),
                          (j, u, t) -> {
                            Tensor next = u.get(0).add(t.get(0)).add(v.get(0).mul(0.5));
                            return new ScanStep(List.of(next), List.of(next.sub(t.get(0))));
                          });
                  return new ScanStep(in.carried(), List.of(in.collected().get(0), v.get(0).sum()));
                });
        to.output(outer + " times " + inner + ", carried", result.carried().get(0), 0);
        to.output(outer + " times " + inner + ", collected", result.collected().get(0), 0);
        to.output(outer + " times " + inner + ", sums", result.collected().get(1), 0);
      }
    }
    return to.build();
  }

  /** Derivatives of loops run from the last iteration to the first. */
  private static ConformanceCase backwards() {
    ConformanceCase.Builder to = start("reverse");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, -2));
    Tensor w = to.input(Samples.vector(DType.FLOAT32, 0.5, 2));
    for (int count : COUNTS) {
      Tensor rows = stack(to, count, 2);
      Scanned run =
          scan(
              count,
              List.of(x),
              List.of(rows),
              (i, v, s) -> {
                Tensor next = v.get(0).mul(w).add(s.get(0).mul(i.cast(DType.FLOAT32)));
                return new ScanStep(List.of(next), List.of(next, i));
              });
      Tensor weights = stack(to, count, 2);
      Tensor last = run.carried().get(0).sum();
      Tensor path = run.collected().get(0).mul(weights).sum();
      List<Tensor> ofLast = Gradients.of(last, List.of(x, w, rows));
      List<Tensor> ofPath = Gradients.of(path, List.of(x, w, rows));
      List<String> by = List.of("start", "captured", "stack");
      for (int k = 0; k < by.size(); k++) {
        to.output(count + " last by " + by.get(k), ofLast.get(k), 0);
        to.output(count + " path by " + by.get(k), ofPath.get(k), 0);
      }
      to.output(count + " iterations", run.collected().get(1), 0);
    }
    return to.build();
  }

  /** Checks that hold, and one that would fail on a value that nobody reads. */
  private static ConformanceCase checks() {
    ConformanceCase.Builder to = start("checks");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, 2));
    TensorData never = Samples.vector(DType.BOOL, 0);
    Tensor no = to.input(never);
    Scanned run =
        scan(
            3,
            List.of(x),
            List.of(),
            (i, v, s) ->
                new ScanStep(
                    List.of(v.get(0).mul(2).check(v.get(0).gt(0), "is positive")),
                    List.of(v.get(0), v.get(0).check(no, "nobody reads this"))));
    to.output("carried", run.carried().get(0), 0);
    to.output("collected", run.collected().get(0), 0);
    Tensor custom =
        Tensors.customDerivative(
            List.of(x, x.check(no, "only derivatives see this")),
            in -> in.get(0).mul(3),
            (c, y, in) -> new ArrayList<>(List.of(c, c)));
    to.output("an input of a custom derivative", custom, 0);
    return to.build();
  }

  private static ScanStep step(List<Tensor> carried) {
    return new ScanStep(carried, List.of());
  }
}
