/**
 * The oracle: one plain loop for each operation, in doubles. It defines what the fast kernels must
 * compute, runs float64 programs, and takes over the rare operations that have no fast kernel.
 */
package dev.ebm.backend.jvm.oracle;
