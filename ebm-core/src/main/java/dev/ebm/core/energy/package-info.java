/** Energies that are made of runs. */
package dev.ebm.core.energy;
