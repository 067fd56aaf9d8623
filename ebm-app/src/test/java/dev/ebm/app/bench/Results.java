package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Program;
import dev.ebm.core.run.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results as if they had been measured. */
final class Results {

  static final Machine MACHINE = new Machine("17", "Linux", "abacus", 2, 1L << 30);

  private Results() {}

  /** djl in 2 ms, jvm in 1 ms after a warm-up that did not settle, tf not at all. */
  static Result of(String workload, long flops) {
    Workload work =
        new Workload(workload, "some work", Program.builder(workload).build(), Tree.empty());
    return new Result(
        work,
        flops,
        List.of(
            new Measurement(contender("djl"), Optional.of(milliseconds(true, 1, 2, 3)), ""),
            new Measurement(contender("jvm"), Optional.of(milliseconds(false, 1, 1, 1)), ""),
            new Measurement(contender("tf"), Optional.empty(), "EBM-B002 it lacks neg")));
  }

  private static Contender contender(String name) {
    return new Contender(new ComponentSpec<>(Backend.class, name, Map.of()), name + ", for tests");
  }

  private static Times milliseconds(boolean settled, long... runs) {
    List<Long> nanos = new ArrayList<>();
    for (long run : runs) {
      nanos.add(run * 1_000_000);
    }
    return new Times(nanos, settled);
  }
}
