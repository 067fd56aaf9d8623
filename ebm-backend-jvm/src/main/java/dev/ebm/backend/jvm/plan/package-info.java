/**
 * Planned execution of float32 programs: a program becomes, once, a list of steps over one arena of
 * floats; running it then only walks the list.
 */
package dev.ebm.backend.jvm.plan;
