/** Keeps programs that a backend has compiled. */
package dev.ebm.core.compile;
