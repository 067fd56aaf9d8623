/** The contract of datasets: splits, features, labels, known densities. */
package dev.ebm.api.data;
