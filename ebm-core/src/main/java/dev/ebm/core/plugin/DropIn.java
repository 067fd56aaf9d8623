package dev.ebm.core.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin as it lies in the plugins directory.
 *
 * @param name the file's name without {@code .jar}, or the folder's name
 * @param location the file or folder
 * @param jars its jars, sorted
 */
record DropIn(String name, Path location, List<Path> jars) {}
