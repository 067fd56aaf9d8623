package dev.ebm.testkit.contract;

import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;

/** First values of parameters, each from the key of its own name. */
final class Initial {

  private Initial() {}

  static List<TensorData> values(Tree<Parameter> parameters, long seed) {
    return Trial.run(
        DType.FLOAT32, seed, List.of(), (key, none) -> tensors(parameters, key).values());
  }

  private static Tree<Tensor> tensors(Tree<Parameter> parameters, Key key) {
    List<Tensor> values = new ArrayList<>();
    parameters
        .entries()
        .forEach(
            (name, parameter) -> {
              Tensor value = parameter.initializer().initial(key.fold(name), parameter.shape());
              Trial.assertType("initial " + name, value, DType.FLOAT32, parameter.shape());
              values.add(value);
            });
    return Tree.zip(parameters.names(), values);
  }
}
