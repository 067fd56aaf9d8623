package dev.ebm.app.bench;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * A small energy of grey images {@code [B, 1, 28, 28]}: one convolution, four residual blocks of
 * two convolutions each, of which the first two halve the image, the mean over pixels, a linear
 * layer.
 */
final class ResidualConvolution implements Energy {

  static final Shape IMAGE = Shape.of(1, 28, 28);

  private static final int CHANNELS = 32;
  private static final int BLOCKS = 4;
  private static final int HALVING_BLOCKS = 2;

  @Override
  public Tree<Parameter> parameters() {
    Tree<Parameter> parameters = convolution(1).under("stem").and(linear().under("head"));
    for (int block = 0; block < BLOCKS; block++) {
      parameters =
          parameters
              .and(convolution(CHANNELS).under("block" + block + "/first"))
              .and(convolution(CHANNELS).under("block" + block + "/second"));
    }
    return parameters;
  }

  private static Tree<Parameter> convolution(int channels) {
    return Tree.of("filters", uniform(9 * channels, CHANNELS, channels, 3, 3))
        .with("bias", Parameter.zeros(CHANNELS, 1, 1));
  }

  private static Tree<Parameter> linear() {
    return Tree.of("weight", uniform(CHANNELS, CHANNELS, 1)).with("bias", Parameter.zeros(1));
  }

  private static Parameter uniform(int fanIn, int... dims) {
    double bound = 1 / Math.sqrt(fanIn);
    return new Parameter(Shape.of(dims), Initializer.uniform(-bound, bound));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor h = convolved(parameters.at("stem"), x, 1);
    for (int block = 0; block < BLOCKS; block++) {
      Tree<Tensor> own = parameters.at("block" + block);
      int stride = block < HALVING_BLOCKS ? 2 : 1;
      Tensor inner = swish(convolved(own.at("first"), swish(h), stride));
      Tensor skip = stride == 1 ? h : Layers.averagePool2d(h, stride);
      h = skip.add(convolved(own.at("second"), inner, 1));
    }
    Tree<Tensor> head = parameters.at("head");
    return swish(h).mean(2, 3).matmul(head.get("weight")).add(head.get("bias")).squeeze(1);
  }

  private static Tensor convolved(Tree<Tensor> affine, Tensor x, int stride) {
    return Layers.conv2d(x, affine.get("filters"), stride, 1).add(affine.get("bias"));
  }

  private static Tensor swish(Tensor x) {
    return x.mul(x.logistic());
  }
}
