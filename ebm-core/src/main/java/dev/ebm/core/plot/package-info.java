/** Pictures of runs as PNG, and the HTML report; needs no display. */
package dev.ebm.core.plot;
