package dev.ebm.app.doctor;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Plugins that cannot be used. */
public final class PluginChecks implements DoctorCheck {

  private final PluginCatalog catalog;

  /** Looks at this catalogue. */
  @Inject
  public PluginChecks(PluginCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.good(
            "plugins",
            "%d plugins with %d components and %d backends"
                .formatted(
                    catalog.plugins().size(),
                    catalog.components().size(),
                    catalog.backends().size())));
    for (Problem problem : catalog.problems()) {
      String detail = problem.code() + " " + problem.where() + ": " + problem.what();
      findings.add(
          problem.severity() == Severity.ERROR
              ? Finding.failed("plugins", detail, problem.hint())
              : Finding.warning("plugins", detail, problem.hint()));
    }
    return findings;
  }
}
