/** Training as the command line does it: folder, progress, interruption, resumption, results. */
package dev.ebm.app.train;
