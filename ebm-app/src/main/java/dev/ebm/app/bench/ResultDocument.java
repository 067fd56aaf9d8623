package dev.ebm.app.bench;

import dev.ebm.app.console.JsonText;
import dev.ebm.core.run.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All results as one JSON document. */
public final class ResultDocument {

  private final Machine machine;
  private final double load;
  private final List<Result> results = new ArrayList<>();

  /**
   * A document without results.
   *
   * @param load the system's load average before the first measurement; negative if unknown
   */
  public ResultDocument(Machine machine, double load) {
    this.machine = machine;
    this.load = load;
  }

  /** One more result; the first one is the yardstick of all. */
  public void add(Result result) {
    results.add(result);
  }

  /** The document. */
  public String text() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("java", machine.java());
    fields.put("os", machine.os());
    fields.put("processor", machine.processor());
    fields.put("cores", machine.cores());
    if (load >= 0) {
      fields.put("load_average", load);
    }
    fields.put("matrix_product_flops_per_second", JsonText.number(machineRate()));
    fields.put("workloads", results.stream().map(this::workload).toList());
    return JsonText.document(fields);
  }

  private double machineRate() {
    return results.get(0).bestRate();
  }

  private Map<String, Object> workload(Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", result.workload().name());
    fields.put("summary", result.workload().summary());
    fields.put("matrix_product_flops", result.matrixFlops());
    fields.put("backends", result.measurements().stream().map(m -> backend(result, m)).toList());
    return fields;
  }

  private Map<String, Object> backend(Result result, Measurement measurement) {
    Contender contender = measurement.contender();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", contender.spec().name());
    fields.put("options", contender.spec().options());
    fields.put("description", contender.description());
    fields.put("compared", contender.portable());
    if (measurement.times().isEmpty()) {
      fields.put("obstacle", measurement.obstacle());
      return fields;
    }
    Times times = measurement.times().get();
    fields.put("runs", times.runs());
    fields.put("settled", times.settled());
    fields.put("median_seconds", times.median());
    fields.put("lower_quartile_seconds", times.quantile(0.25));
    fields.put("upper_quartile_seconds", times.quantile(0.75));
    result.baseline().ifPresent(djl -> fields.put("ratio_to_djl", times.median() / djl));
    fields.put("share_of_matrix_product_rate", JsonText.number(result.rate(times) / machineRate()));
    return fields;
  }
}
