package dev.ebm.api.stability;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** What the API promises to plugins. */
@AnalyzeClasses(
    packages = "dev.ebm.api",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class StabilityTest {

  @ArchTest
  private final ArchRule everyPublicTypeSaysHowStableItIs =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .beAnnotatedWith(API.class);

  /** Otherwise the promise of the one would be broken by a change of the other. */
  @Test
  void stableTypesShowNoOther() {
    List<String> offending = new ArrayList<>();
    for (Class<?> type : PublicApi.types()) {
      if (PublicApi.status(type) == API.Status.STABLE) {
        PublicApi.shown(type).stream()
            .filter(shown -> shown.getName().startsWith("dev.ebm."))
            .filter(shown -> PublicApi.status(shown) != API.Status.STABLE)
            .forEach(shown -> offending.add(type.getName() + " shows " + shown.getName()));
      }
    }
    assertThat(offending).isEmpty();
  }
}
