/**
 * The PyTorch backend, through DJL. {@link dev.ebm.backend.djl.DjlBackend} compiles a program into
 * steps over PyTorch's arrays, which run one after the other.
 */
package dev.ebm.backend.djl;
