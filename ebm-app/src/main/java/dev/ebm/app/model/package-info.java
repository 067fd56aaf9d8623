/** Experiments made into components, and trained models read back from run folders. */
package dev.ebm.app.model;
