package dev.ebm.app.bench;

import dev.ebm.app.console.JsonText;
import dev.ebm.app.process.ForkedProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process for each contender. The native threads of one engine can make another that is open in
 * the same process many times slower.
 */
final class Workers implements AutoCloseable {

  private final List<WorkerProcess> all = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param args the command line, whose options about plugins hold for every process
   * @throws dev.ebm.api.error.BackendException EBM-B011 if one cannot be started
   */
  Workers(List<Contender> contenders, List<String> args) {
    try {
      contenders.forEach(c -> all.add(new WorkerProcess(c, command(c, args))));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Times a workload in turns.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B011 if a process ends
   */
  Result time(Compared compared, Turns turns) {
    List<WorkerProcess> able =
        all.stream().filter(worker -> compared.runsOn(worker.contender())).toList();
    able.forEach(worker -> worker.open(compared.workload().name()));
    List<Times> times = turns.of(able);
    able.forEach(WorkerProcess::closeWorkload);
    return compared.timed(times);
  }

  private static List<String> command(Contender contender, List<String> args) {
    Map<String, Object> backend = new LinkedHashMap<>();
    backend.put("name", contender.spec().name());
    backend.putAll(contender.spec().options());
    List<String> arguments = new ArrayList<>(List.of("bench", "--worker", JsonText.of(backend)));
    // A worker looks at nothing else of the command line but the options of every command.
    arguments.addAll(args);
    return ForkedProgram.command(List.of(), arguments);
  }

  @Override
  public void close() {
    all.forEach(WorkerProcess::close);
  }
}
