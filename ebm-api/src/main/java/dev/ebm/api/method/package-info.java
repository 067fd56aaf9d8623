/** The contracts of the methods: energies, perturbations, losses, samplers, optimisers. */
package dev.ebm.api.method;
