/** The TensorFlow backend: one graph and one session a program, loops inside the graph. */
package dev.ebm.backend.tf;
