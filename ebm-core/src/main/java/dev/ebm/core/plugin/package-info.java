/** Finds plugins, keeps them apart, and makes their components. */
package dev.ebm.core.plugin;
