/** The program {@code ebm}: reads global options, wires plugins and commands, runs one command. */
package dev.ebm.app;
