/** The contract of evaluation metrics. */
package dev.ebm.api.metric;
