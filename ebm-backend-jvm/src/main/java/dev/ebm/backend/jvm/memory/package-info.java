/** Large arrays, whose lack is reported with their size. */
package dev.ebm.backend.jvm.memory;
