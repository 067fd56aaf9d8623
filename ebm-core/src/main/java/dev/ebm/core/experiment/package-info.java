/** Experiment files and how they are read. */
package dev.ebm.core.experiment;
