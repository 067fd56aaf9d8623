/** Markov kernels that draw from exp(-U). */
package dev.ebm.samplers;
