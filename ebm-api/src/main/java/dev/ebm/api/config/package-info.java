/** How a configuration record describes its options; binding is the host's work. */
package dev.ebm.api.config;
