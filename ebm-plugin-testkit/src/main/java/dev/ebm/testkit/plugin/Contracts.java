package dev.ebm.testkit.plugin;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.testkit.contract.DatasetContract;
import dev.ebm.testkit.contract.EnergyContract;
import dev.ebm.testkit.contract.LossContract;
import dev.ebm.testkit.contract.MetricContract;
import dev.ebm.testkit.contract.OptimizerContract;
import dev.ebm.testkit.contract.PerturbationContract;
import dev.ebm.testkit.contract.SamplerContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Chooses the contract of a component. */
final class Contracts {

  private Contracts() {}

  static Stream<DynamicTest> of(ComponentKind kind, Object component, Features features) {
    return switch (kind) {
      case ENERGY -> EnergyContract.of((Energy) component, features);
      case PERTURBATION -> PerturbationContract.of((Perturbation) component, features);
      case LOSS -> LossContract.of((Loss) component, features);
      case SAMPLER -> SamplerContract.of((Sampler) component, features);
      case OPTIMIZER -> OptimizerContract.of((Optimizer) component);
      case DATASET -> DatasetContract.of((Dataset) component);
      case METRIC -> MetricContract.of((Metric) component);
    };
  }
}
