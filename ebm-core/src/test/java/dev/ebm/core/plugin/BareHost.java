package dev.ebm.core.plugin;

import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** The tests' class path without the plugins that happen to lie on it. */
final class BareHost extends ClassLoader {

  BareHost() {
    super(BareHost.class.getClassLoader());
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(PluginJar.SERVICE)
        ? Collections.emptyEnumeration()
        : super.getResources(name);
  }
}
