/** The folder of a run: checkpoints, metrics, provenance, and files that are whole or absent. */
package dev.ebm.core.run;
