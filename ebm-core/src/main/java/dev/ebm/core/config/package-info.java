/** From experiment files to bound records, and back. */
package dev.ebm.core.config;
