/** Numbers, with their errors, that say how good a model is. */
package dev.ebm.metrics;
