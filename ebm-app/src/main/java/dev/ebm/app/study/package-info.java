/** Studies: several trainings or evaluations of losses that together answer one question. */
package dev.ebm.app.study;
