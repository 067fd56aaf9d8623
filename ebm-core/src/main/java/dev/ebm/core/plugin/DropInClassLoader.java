package dev.ebm.core.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

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

  /**
   * A loader for one drop-in.
   *
   * @param name the drop-in's name; stack traces show it
   * @param jars its own jars
   * @param host the application's loader
   */
  DropInClassLoader(String name, URL[] jars, ClassLoader host) {
    super("ebm-plugin:" + name, jars, ClassLoader.getPlatformClassLoader());
    this.host = host;
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
      boolean bundled = findResource(name.replace('.', '/') + ".class") != null;
      throw new ClassNotFoundException(
          name
              + " is not in this application, which alone provides that package to plugins"
              + (bundled ? "; the copy in the plugin's own jars is never used" : ""),
          e);
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
