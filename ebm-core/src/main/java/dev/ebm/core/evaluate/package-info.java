/** Reading a trained model: energies, metrics, samples. */
package dev.ebm.core.evaluate;
