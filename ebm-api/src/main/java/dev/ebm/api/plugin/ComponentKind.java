package dev.ebm.api.plugin;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Metric;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/** The contracts that a plugin may implement, beside backends. */
@API(status = API.Status.STABLE, since = "1.0")
public enum ComponentKind {
  /** Energies. */
  ENERGY(Energy.class),
  /** Perturbations. */
  PERTURBATION(Perturbation.class),
  /** Losses. */
  LOSS(Loss.class),
  /** Samplers. */
  SAMPLER(Sampler.class),
  /** Optimisers. */
  OPTIMIZER(Optimizer.class),
  /** Datasets. */
  DATASET(Dataset.class),
  /** Metrics. */
  METRIC(Metric.class);

  private final Class<?> contract;

  ComponentKind(Class<?> contract) {
    this.contract = contract;
  }

  /** The interface. */
  public Class<?> contract() {
    return contract;
  }

  /** The name in experiments and on the command line, such as {@code loss}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a contract. */
  public static Optional<ComponentKind> of(Class<?> contract) {
    return Arrays.stream(values()).filter(kind -> kind.contract == contract).findFirst();
  }
}
