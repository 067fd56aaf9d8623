/** Problems as values: codes, places, remedies, and the exceptions that carry them. */
package dev.ebm.api.error;
