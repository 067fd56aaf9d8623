/** Energies: functions whose low values mean likely. */
package dev.ebm.models;
