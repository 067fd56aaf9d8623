/** New projects for authors of plugins. */
package dev.ebm.app.scaffold;
