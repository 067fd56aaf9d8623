/** The default backend: pure Java, no native code. */
package dev.ebm.backend.jvm;
