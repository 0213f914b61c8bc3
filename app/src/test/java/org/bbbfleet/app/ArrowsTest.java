package org.bbbfleet.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The modules depend on each other in one direction only, as docs/architecture.md draws it. */
class ArrowsTest {
  /** Which modules each module may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "core", Set.of(),
          "lab", Set.of("core"),
          "exporters", Set.of("core"),
          "dashboards", Set.of("core", "exporters"),
          "alerts", Set.of("core", "exporters"),
          "provisioning", Set.of("core", "exporters", "dashboards", "alerts"),
          "app", Set.of("core", "exporters", "dashboards", "alerts", "provisioning", "lab"));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.bbbfleet");
  }

  @Test
  void everyModuleIsSeen() {
    for (String module : ARROWS.keySet()) {
      if (classes.stream()
          .noneMatch(c -> c.getPackageName().startsWith("org.bbbfleet." + module))) {
        throw new AssertionError("no class of " + module + " on the class path");
      }
    }
  }

  @Test
  void modulesUseOnlyWhatTheirArrowsAllow() {
    ARROWS.forEach(
        (module, allowed) -> {
          List<String> forbidden = new ArrayList<>();
          for (String other : ARROWS.keySet()) {
            if (!other.equals(module) && !allowed.contains(other)) {
              forbidden.add("org.bbbfleet." + other + "..");
            }
          }
          if (!forbidden.isEmpty()) {
            noClasses()
                .that()
                .resideInAPackage("org.bbbfleet." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .check(classes);
          }
        });
  }

  @Test
  void simpleclientStaysInsideOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.bbbfleet.core.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.prometheus.client..", "io.micrometer.prometheus..")
        .check(classes);
  }
}
