package dev.ebm.core.experiment;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.tensor.DType;
import java.util.List;
import java.util.Map;

/**
 * How long to train, and what to write how often.
 *
 * @param steps optimiser updates
 * @param batchSize rows a step
 * @param ema decay of the parameters' exponential moving average; 0 keeps none
 * @param clipGradientNorm largest norm of all gradients together; 0 does not limit it
 * @param freeze names of parameters that stay as they are
 * @param share names of parameters that are other parameters
 * @param logEvery steps between logged metrics
 * @param evaluateEvery steps between evaluations; 0 evaluates at the end only
 * @param checkpointEvery steps between checkpoints; 0 writes one at the end only
 * @param precision of all floating values
 */
public record TrainingOptions(
    @Option(doc = "Number of optimiser updates; 0 only initialises") @Range(min = 0) int steps,
    @Option(doc = "Rows in a batch", byDefault = "128") @Range(min = 1) int batchSize,
    @Option(
            doc =
                "Decay of the parameters' exponential moving average, which evaluation and sampling"
                    + " use; 0 keeps none",
            byDefault = "0")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double ema,
    @Option(
            doc =
                "Largest Euclidean norm of all gradients together, to which longer ones are scaled"
                    + " down; 0 does not limit it",
            byDefault = "0")
        @Range(min = 0)
        double clipGradientNorm,
    @Option(
            doc = "Parameters of the energy that stay as they are; * stands for any characters",
            byDefault = "[]")
        List<String> freeze,
    @Option(
            doc = "Parameters of the energy that are other parameters of it: one: other",
            byDefault = "{}")
        Map<String, String> share,
    @Option(doc = "Steps between logged metrics", byDefault = "100") @Range(min = 1) int logEvery,
    @Option(doc = "Steps between evaluations; 0 evaluates at the end only", byDefault = "0")
        @Range(min = 0)
        int evaluateEvery,
    @Option(doc = "Steps between checkpoints; 0 writes one at the end only", byDefault = "5000")
        @Range(min = 0)
        int checkpointEvery,
    @Option(doc = "Precision of all floating values: float32 or float64", byDefault = "float32")
        Precision precision) {

  /** Precision of all floating values. */
  public enum Precision {
    /** IEEE 754 binary32. */
    FLOAT32(DType.FLOAT32),
    /** IEEE 754 binary64. */
    FLOAT64(DType.FLOAT64);

    private final DType dtype;

    Precision(DType dtype) {
      this.dtype = dtype;
    }

    /** The dtype of every floating value. */
    public DType dtype() {
      return dtype;
    }
  }
}
