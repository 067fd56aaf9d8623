package dev.ebm.app.bench;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a workload on every contender to see who can, and whether they agree. */
final class Comparison implements AutoCloseable {

  private static final String UNSUPPORTED = "EBM-B002";

  private record Entry(Contender contender, Execution execution) {}

  private final Workload workload;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Contender, String> obstacles = new LinkedHashMap<>();

  private Comparison(Workload workload) {
    this.workload = workload;
  }

  /**
   * Compares.
   *
   * @throws BackendException EBM-B010 if the results of two contenders differ
   */
  static Compared of(Workload workload, List<Contenders.Opened> opened) {
    try (Comparison comparison = new Comparison(workload)) {
      opened.forEach(comparison::add);
      comparison.check();
      return new Compared(
          workload,
          opened.stream().map(Contenders.Opened::contender).toList(),
          comparison.obstacles);
    }
  }

  private void add(Contenders.Opened opened) {
    try {
      entries.add(new Entry(opened.contender(), new Execution(opened.backend(), workload)));
    } catch (BackendException e) {
      if (!e.code().equals(UNSUPPORTED)) {
        throw e;
      }
      obstacles.put(opened.contender(), e.problems().get(0).toString());
    }
  }

  private void check() {
    List<Entry> portable = entries.stream().filter(e -> e.contender().portable()).toList();
    Optional<Tree<TensorData>> expected = Optional.empty();
    for (Entry entry : portable) {
      Tree<TensorData> actual = Agreement.results(entry.execution());
      if (expected.isEmpty()) {
        expected = Optional.of(actual);
      }
      Agreement.check(
          workload.name(),
          portable.get(0).contender().label(),
          expected.get(),
          entry.contender().label(),
          actual);
    }
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.execution().close());
  }
}
