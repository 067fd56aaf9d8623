/** What training takes: losses, the perturbations that they draw from, and optimisers. */
package dev.ebm.losses;
