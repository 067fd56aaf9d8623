package dev.ebm.core.evaluate;

import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects positions, and the sampler's numbers averaged over the steps that lead to each. */
final class ChainStorage {

  private final int kept;
  private final int chains;
  private final List<TensorData> positions = new ArrayList<>();
  private final Map<String, float[]> info = new LinkedHashMap<>();
  private Map<String, double[]> sums = new LinkedHashMap<>();
  private int steps;

  ChainStorage(ChainOptions options) {
    this.kept = options.kept();
    this.chains = options.running();
  }

  void add(Map<String, TensorData> means, int count) {
    means.forEach(
        (name, mean) -> {
          double[] sum = sums.computeIfAbsent(name, unused -> new double[chains]);
          for (int chain = 0; chain < chains; chain++) {
            sum[chain] += count * mean.at(chain);
          }
        });
    steps += count;
  }

  void keep(TensorData position) {
    sums.forEach(
        (name, sum) -> {
          float[] all = info.computeIfAbsent(name, unused -> none());
          for (int chain = 0; chain < chains; chain++) {
            all[positions.size() * chains + chain] = (float) (sum[chain] / steps);
          }
        });
    positions.add(position);
    sums = new LinkedHashMap<>();
    steps = 0;
  }

  /** NaN, which stays for a position to which no step led. */
  private float[] none() {
    float[] none = new float[kept * chains];
    Arrays.fill(none, Float.NaN);
    return none;
  }

  Draws draws(Shape features) {
    int size = chains * features.size();
    float[] values = new float[kept * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) positions.get(i / size).at(i % size);
    }
    Map<String, TensorData> numbers = new LinkedHashMap<>();
    info.forEach((name, all) -> numbers.put(name, TensorData.of(all, kept, chains)));
    return new Draws(TensorData.of(values, features.prepend(kept, chains).dims()), numbers);
  }
}
