package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.tensor.Node;
import java.util.List;
import java.util.Optional;

/**
 * A program as TorchScript.
 *
 * @param text the module's code: {@code setup} makes the constants out of literals, once; {@code
 *     forward} takes the arrays, the constants behind them, and the keys' halves
 * @param literals what {@code setup} takes
 * @param lines for each line of the text, from 0, the operation that it computes
 */
record Script(String text, List<PtNDArray> literals, List<Optional<Node>> lines) {}
