package dev.ebm.api.plugin;

/**
 * Whether a backend can be opened here.
 *
 * @param usable whether it can
 * @param detail versions and platform, or what is missing and how to get it; one line
 */
public record BackendProbe(boolean usable, String detail) {}
