/** Speed: fixed work on every backend, in turns, each backend in a process of its own. */
package dev.ebm.app.bench;
