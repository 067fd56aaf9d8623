package dev.ebm.core.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads one drop-in. It sees the JDK, its own jars, and of the application only the contracts; so
 * neither two plugins nor a plugin and the application can get in each other's way.
 */
final class DropInClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  /** Always the application's, even if the plugin bundles a copy: types are equal on both sides. */
  private static final List<String> HOST_ONLY = List.of("dev.ebm.api.", "org.slf4j.");

  /** The application's where it has them: a native library loads into one class loader only. */
  private static final List<String> HOST_FIRST =
      List.of("org.tensorflow.", "org.bytedeco.", "ai.djl.");

  private static final String SERVICES = "META-INF/services/";

  private final ClassLoader host;
  private final List<FileStamp> stamps;

  /**
   * A loader for one drop-in.
   *
   * @param name the drop-in's name; stack traces show it
   * @param jars its own jars, as they were when they were inspected
   * @param host the application's loader
   */
  DropInClassLoader(String name, List<FileStamp> jars, ClassLoader host) {
    super(
        "ebm-plugin:" + name,
        jars.stream().map(FileStamp::url).toArray(URL[]::new),
        ClassLoader.getPlatformClassLoader());
    this.host = host;
    this.stamps = List.copyOf(jars);
  }

  /** Packages that come from the application: always, and where it has them. */
  static List<String> shared() {
    return Stream.concat(HOST_ONLY.stream(), HOST_FIRST.stream()).toList();
  }

  /** Its own jars. */
  List<Path> jars() {
    return stamps.stream().map(FileStamp::file).toList();
  }

  /** A jar that was replaced since this loader was made. */
  Optional<Path> changedJar() {
    return stamps.stream().filter(FileStamp::isOutdated).map(FileStamp::file).findFirst();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (startsWithAny(name, HOST_ONLY)) {
      return loadFromHost(name);
    }
    if (startsWithAny(name, HOST_FIRST)) {
      try {
        return host.loadClass(name);
      } catch (ClassNotFoundException absent) {
        return super.loadClass(name, resolve);
      }
    }
    return super.loadClass(name, resolve);
  }

  private Class<?> loadFromHost(String name) throws ClassNotFoundException {
    try {
      return host.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new NotLent(name, findResource(name.replace('.', '/') + ".class") != null, e);
    }
  }

  @Override
  public URL getResource(String name) {
    URL shared = isHostFirst(name) ? host.getResource(name) : null;
    return shared == null ? super.getResource(name) : shared;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (!isHostFirst(name)) {
      return super.getResources(name);
    }
    List<URL> all = new ArrayList<>(Collections.list(host.getResources(name)));
    return all.isEmpty() ? super.getResources(name) : Collections.enumeration(all);
  }

  /** Whether a class file or a service file belongs to a library that the host may have. */
  private static boolean isHostFirst(String resource) {
    String type =
        resource.startsWith(SERVICES)
            ? resource.substring(SERVICES.length())
            : resource.replace('/', '.');
    return startsWithAny(type, HOST_FIRST);
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }
}
