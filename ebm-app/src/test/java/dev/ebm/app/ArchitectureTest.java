package dev.ebm.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of docs/architecture.md, over all modules. */
@AnalyzeClasses(packages = "dev.ebm", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String API = "dev.ebm.api..";
  private static final String JDK = "java..";

  private static ArchRule sees(String module, String... others) {
    String[] allowed = new String[others.length + 2];
    allowed[0] = module;
    allowed[1] = JDK;
    System.arraycopy(others, 0, allowed, 2, others.length);
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed));
  }

  @ArchTest private final ArchRule theApiSeesOnlyTheJdk = sees(API, "org.apiguardian.api..");

  @ArchTest private final ArchRule lossesSeeOnlyTheApi = sees("dev.ebm.losses..", API);

  @ArchTest private final ArchRule samplersSeeOnlyTheApi = sees("dev.ebm.samplers..", API);

  @ArchTest private final ArchRule energiesSeeOnlyTheApi = sees("dev.ebm.models..", API);

  @ArchTest
  private final ArchRule datasetsSeeTheApiAndACsvReader =
      sees("dev.ebm.data..", API, "de.siegmar.fastcsv..");

  @ArchTest
  private final ArchRule metricsSeeTheApiAndStatistics =
      sees("dev.ebm.metrics..", API, "org.hipparchus..");

  @ArchTest
  private final ArchRule theJvmBackendIsPureJava =
      sees("dev.ebm.backend.jvm..", API, "jdk.incubator.vector..", "org.slf4j..");

  @ArchTest
  private final ArchRule onlyItsBackendSeesPyTorch =
      noClasses()
          .that(not(resideInAnyPackage("dev.ebm.backend.djl..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "dev.ebm.backend.djl..");

  @ArchTest
  private final ArchRule onlyItsBackendSeesTensorFlow =
      noClasses()
          .that(not(resideInAnyPackage("dev.ebm.backend.tf..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tensorflow..", "org.bytedeco..", "dev.ebm.backend.tf..");

  @ArchTest
  private final ArchRule coreKnowsNoMethodAndNoBackend =
      noClasses()
          .that()
          .resideInAPackage("dev.ebm.core..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.ebm..").and(not(resideInAnyPackage(API, "dev.ebm.core.."))));

  @ArchTest
  private final ArchRule theApplicationKnowsMethodsAndBackendsByNameOnly =
      noClasses()
          .that()
          .resideInAPackage("dev.ebm.app..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.ebm..")
                  .and(not(resideInAnyPackage(API, "dev.ebm.core..", "dev.ebm.app.."))));

  @ArchTest
  private final ArchRule onlyTheApplicationSeesGuiceAndPicocli =
      noClasses()
          .that(not(resideInAnyPackage("dev.ebm.app..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.google.inject..",
              "jakarta.inject..",
              "picocli..",
              "me.tongfei..",
              "org.jline..");

  @ArchTest
  private final ArchRule onlyCoreAndApplicationSeeJackson =
      noClasses()
          .that(not(resideInAnyPackage("dev.ebm.core..", "dev.ebm.app..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  @ArchTest
  private final ArchRule packagesFormNoCycles =
      slices().matching("dev.ebm.(**)").should().beFreeOfCycles();

  /** What plugins print while they are loaded is caught where they would print it. */
  @ArchTest
  private final ArchRule onlyTheConsolePrints =
      noClasses()
          .that(not(resideInAnyPackage("dev.ebm.app.console..")))
          .and()
          .haveSimpleNameNotContaining("PrintedText")
          .should(ACCESS_STANDARD_STREAMS);
}
