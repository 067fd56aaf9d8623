package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures workloads on backends, and the machine's rate of matrix products before them. */
public final class Benchmark {

  private final PluginCatalog catalog;
  private final Suite suite;

  /** Measures with these collaborators. */
  @Inject
  public Benchmark(PluginCatalog catalog, Suite suite) {
    this.catalog = catalog;
    this.suite = suite;
  }

  /**
   * The backends of the command line, or all that can be opened.
   *
   * @throws dev.ebm.api.error.ConfigException if one is unknown or its options do not bind
   */
  public List<ComponentSpec<Backend>> backends(List<String> wanted) {
    return wanted.isEmpty()
        ? Contenders.usable(catalog)
        : wanted.stream().map(text -> Contenders.parse(catalog, text)).toList();
  }

  /**
   * Compares the results of all workloads, then measures.
   *
   * @param workloads their names, checked
   * @param seconds of measured time for each backend and workload
   * @param args the command line, whose options about plugins hold for every process
   * @param listener hears of the matrix product first, then of each workload
   * @throws dev.ebm.api.error.BackendException EBM-B001 if a backend cannot be opened, EBM-B010 if
   *     two of them compute different numbers, EBM-B011 if the process of one ends
   */
  public void run(
      List<String> workloads,
      List<ComponentSpec<Backend>> backends,
      double seconds,
      List<String> args,
      Consumer<Result> listener) {
    List<Contender> contenders;
    List<Compared> compared = new ArrayList<>();
    try (Contenders opened = new Contenders(catalog, backends)) {
      Backend first = opened.all().get(0).backend();
      contenders = opened.all().stream().map(Contenders.Opened::contender).toList();
      compared.add(Comparison.of(MatrixProduct.workload(), opened.all()));
      workloads.forEach(name -> compared.add(Comparison.of(workload(name, first), opened.all())));
    }
    Turns turns = new Turns(seconds);
    try (Workers workers = new Workers(contenders, args)) {
      compared.forEach(work -> listener.accept(workers.time(work, turns)));
    }
  }

  /**
   * Times one backend as another process asks, until that one ends.
   *
   * @param backend as the command line names it
   */
  public void work(String backend, BufferedReader requests, PrintWriter answers) {
    try (Backend opened = new Components(catalog).open(Contenders.parse(catalog, backend))) {
      new Worker(opened, name -> workload(name, opened), requests.lines().iterator(), answers)
          .serve();
    }
  }

  private Workload workload(String name, Backend backend) {
    return name.equals(MatrixProduct.NAME)
        ? MatrixProduct.workload()
        : suite.workload(name, backend);
  }
}
