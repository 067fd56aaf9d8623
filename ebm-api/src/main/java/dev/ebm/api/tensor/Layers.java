package dev.ebm.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Parts of networks, composed of the primitive operations. Images are {@code [B, C, H, W]}: rows,
 * channels, height, width.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class Layers {

  private Layers() {}

  /** log(1 / (1 + e^-x)), exact for large negative x. */
  public static Tensor logSigmoid(Tensor x) {
    return x.neg().softplus().neg();
  }

  /**
   * The cross-correlation of images with filters, what PyTorch calls conv2d.
   *
   * @param x {@code [B, C, H, W]}
   * @param filters {@code [O, C, h, w]}
   * @param stride steps between neighbouring results, at least 1
   * @param padding zeros on each of the four sides, at least 0
   * @return {@code [B, O, H', W']} with H' = (H + 2 padding - h) / stride + 1, rounded down
   */
  public static Tensor conv2d(Tensor x, Tensor filters, int stride, int padding) {
    List<Integer> zeros = List.of(padding, padding);
    return conv2d(x, filters, new Attribute.Convolution(List.of(stride, stride), zeros, zeros));
  }

  /** {@link #conv2d(Tensor, Tensor, int, int)} with strides and paddings of each side. */
  public static Tensor conv2d(Tensor x, Tensor filters, Attribute.Convolution how) {
    return new Tensor(Convolutions.conv(x.node(), filters.node(), how));
  }

  /**
   * The transposed convolution: the derivative of {@link #conv2d(Tensor, Tensor, int, int)} by its
   * images, which turns small images into large ones.
   *
   * @param x {@code [B, O, H', W']}
   * @param filters {@code [O, C, h, w]}
   * @param height H of the result
   * @param width W of the result
   * @return {@code [B, C, H, W]}
   */
  public static Tensor convTranspose2d(
      Tensor x, Tensor filters, int stride, int padding, int height, int width) {
    List<Integer> zeros = List.of(padding, padding);
    Attribute.Convolution how = new Attribute.Convolution(List.of(stride, stride), zeros, zeros);
    if (x.rank() != 4 || filters.rank() != 4) {
      throw SourceLine.fail(
          "EBM-T001",
          "convTranspose2d of %s and %s".formatted(x.type(), filters.type()),
          "images [B, O, H', W'] and filters [O, C, h, w]");
    }
    Shape images = Shape.of(x.dim(0), filters.dim(1), height, width);
    return new Tensor(Convolutions.convInput(x.node(), filters.node(), how, images));
  }

  /**
   * The means of squares of {@code size} by {@code size} pixels that do not overlap.
   *
   * @param x {@code [B, C, H, W]} whose height and width are multiples of the size
   */
  public static Tensor averagePool2d(Tensor x, int size) {
    if (x.rank() != 4 || size < 1 || x.dim(2) % size != 0 || x.dim(3) % size != 0) {
      throw SourceLine.fail(
          "EBM-T001",
          "averagePool2d(%d) of %s".formatted(size, x.type()),
          "images [B, C, H, W] whose height and width are multiples of the size");
    }
    int height = x.dim(2) / size;
    int width = x.dim(3) / size;
    return x.reshape(x.dim(0), x.dim(1), height, size, width, size).mean(3, 5);
  }

  /**
   * Each row shifted and scaled to mean 0 and variance 1 over its last axes (Ba, Kiros and Hinton,
   * 2016, "Layer normalization").
   *
   * @param axes how many of the last axes are normalised together, at least 1
   * @param epsilon added to the variance, so that constant rows become 0
   */
  public static Tensor layerNorm(Tensor x, int axes, double epsilon) {
    if (axes < 1 || axes > x.rank()) {
      throw SourceLine.fail(
          "EBM-T003", "layerNorm of %s over %d axes".formatted(x.type(), axes), "1 to its rank");
    }
    int[] last = new int[axes];
    Arrays.setAll(last, i -> i - axes);
    Tensor centred = x.sub(Tensors.restore(x.mean(last), x, last));
    Tensor variance = Tensors.restore(centred.square().mean(last), x, last);
    return centred.mul(variance.add(epsilon).rsqrt());
  }

  /**
   * {@link #layerNorm} of each group of channels (Wu and He, 2018, "Group normalization").
   *
   * @param x {@code [B, C, ...]}, with C a multiple of the groups
   */
  public static Tensor groupNorm(Tensor x, int groups, double epsilon) {
    if (x.rank() < 2 || groups < 1 || x.dim(1) % groups != 0) {
      throw SourceLine.fail(
          "EBM-T001",
          "groupNorm of %s in %d groups".formatted(x.type(), groups),
          "[B, C, ...] with C a multiple of the groups");
    }
    return layerNorm(x.reshape(x.dim(0), groups, -1), 1, epsilon).reshape(x.shape());
  }

  /**
   * An estimate of a matrix's largest singular value.
   *
   * @param sigma the estimate, a scalar
   * @param u the left singular vector found, {@code [m]}, to start from next time; no derivative
   */
  public record SpectralNorm(Tensor sigma, Tensor u) {}

  /**
   * The spectral norm by power iteration (Miyato, Kataoka, Koyama and Yoshida, 2018, "Spectral
   * normalization for generative adversarial networks", algorithm 1). A weight divided by it has
   * Lipschitz constant 1.
   *
   * @param weight {@code [m, n]}
   * @param u {@code [m]}, not 0; kept as state between steps
   * @param iterations at least 1
   */
  public static SpectralNorm spectralNorm(Tensor weight, Tensor u, int iterations) {
    Tensor fixed = weight.stopGradient();
    Tensor left = u.expandDims(0).stopGradient();
    Tensor right = unit(left.matmul(fixed));
    for (int i = 0; i < iterations; i++) {
      left = unit(right.matmul(fixed.transpose()));
      right = unit(left.matmul(fixed));
    }
    Tensor sigma = left.matmul(weight).mul(right).sum();
    return new SpectralNorm(sigma, left.squeeze(0));
  }

  private static Tensor unit(Tensor v) {
    return Tensors.safeDiv(v, Tensors.norm(v));
  }
}
