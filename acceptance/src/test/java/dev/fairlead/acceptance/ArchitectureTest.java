package dev.fairlead.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.fairlead.chart.ChartEngine;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// The rules of the house.
@AnalyzeClasses(packages = "dev.fairlead", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /// A module may use only those before it in this list.
  private static final List<String> ORDER =
      List.of(
          "model",
          "yaml",
          "git",
          "chart",
          "kubernetes",
          "kustomize",
          "process",
          "store",
          "cluster",
          "sync",
          "terraform",
          "ansible",
          "image",
          "actions",
          "forge",
          "check",
          "delivery",
          "server",
          "sandbox",
          "cli");

  /// Functions from values to values: no clock, no disk, no network, no processes, no threads.
  private static final String[] CORES = {
    "dev.fairlead.model..",
    "dev.fairlead.yaml..",
    "dev.fairlead.chart..",
    "dev.fairlead.kubernetes..",
    "dev.fairlead.kustomize..",
    "dev.fairlead.sync.application..",
    "dev.fairlead.sync.compare..",
    "dev.fairlead.sync.plan..",
    "dev.fairlead.actions.expression..",
    "dev.fairlead.actions.workflow..",
  };

  @ArchTest
  static final ArchRule modulesUseOnlyWhatStandsAboveThem =
      classes().should(useOnlyModulesBefore()).because("pom.xml lists the modules in this order");

  @ArchTest
  static final ArchRule coresDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .and(areNotTheOneWithALargeStack())
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Files.class, ProcessBuilder.class, java.net.Socket.class, Thread.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "java.sql..", "java.nio.channels..");

  @ArchTest
  static final ArchRule coresAskNobodyForTheTime =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone");

  @ArchTest
  static final ArchRule theSandboxUsesOnlyWhatAnyServerWould =
      noClasses()
          .that()
          .resideInAPackage("dev.fairlead.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.fairlead.chart..",
              "dev.fairlead.kustomize..",
              "dev.fairlead.store..",
              "dev.fairlead.cluster..",
              "dev.fairlead.sync..",
              "dev.fairlead.image..",
              "dev.fairlead.actions..",
              "dev.fairlead.forge..",
              "dev.fairlead.delivery..",
              "dev.fairlead.server..")
          .because("Fairlead must not be able to tell the sandbox from the real thing");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .that()
          .doNotHaveSimpleName("FieldManager") // Kubernetes' own term
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  @ArchTest
  static final ArchRule onlyTheProgramItselfReadsTheEnvironment =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.fairlead.cli..", "dev.fairlead.server")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.fairlead.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule nothingIsSharedAndMutable =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat(areNotGenerated())
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that(areNotGenerated())
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should(beInANullMarkedPackage());

  /// Templates nest deeper than an ordinary stack: the engine renders on a thread whose only
  /// difference is its stack's size, and waits for it.
  private static DescribedPredicate<JavaClass> areNotTheOneWithALargeStack() {
    return DescribedPredicate.describe(
        "are not the chart engine", type -> !type.isEquivalentTo(ChartEngine.class));
  }

  private static DescribedPredicate<JavaClass> areNotGenerated() {
    return DescribedPredicate.describe(
        "are not generated", type -> !type.getPackageName().endsWith(".templates"));
  }

  private static ArchCondition<JavaClass> useOnlyModulesBefore() {
    return new ArchCondition<>("use only modules that stand before their own") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        int own = ORDER.indexOf(module(type));
        type.getDirectDependenciesFromSelf()
            .forEach(dependency -> {
              int other = ORDER.indexOf(module(dependency.getTargetClass()));
              if (own >= 0 && other > own) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
              }
            });
      }
    };
  }

  private static String module(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length > 2 && type.getPackageName().startsWith("dev.fairlead.") ? parts[2] : "";
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        if (!marked) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getPackageName() + " lacks a package-info.java with @NullMarked"));
        }
      }
    };
  }
}
