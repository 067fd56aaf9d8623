package org.example.studentt;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the energy; named in META-INF/services. */
public final class StudentTPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("student-t-energy"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(ProductOfStudentT.FACTORY);
  }
}
