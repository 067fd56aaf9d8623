/** Training: one step is one program, run again and again on plain values. */
package dev.ebm.core.train;
