/** How a module offers its components to the application. */
package dev.ebm.api.plugin;
