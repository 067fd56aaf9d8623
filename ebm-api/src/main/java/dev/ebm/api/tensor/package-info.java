/**
 * The tensor language: authors write against {@link dev.ebm.api.tensor.Tensor}, which records a
 * graph of primitive operations and computes nothing; {@link dev.ebm.api.tensor.Program} is that
 * graph with named inputs and outputs; {@link dev.ebm.api.tensor.Gradients} derives further graphs.
 */
package dev.ebm.api.tensor;
