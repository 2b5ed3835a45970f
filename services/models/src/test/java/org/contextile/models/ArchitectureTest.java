// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.contextile.models",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule noOtherServiceIsKnown =
      noClasses()
          .that()
          .resideInAPackage("org.contextile.models..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.gateway..",
              "org.contextile.features..",
              "org.contextile.ingest..",
              "org.contextile.finetune..",
              "org.contextile.mil..",
              "org.contextile.standalone..");

  @ArchTest
  static final ArchRule onlyConfigurationAndMainArePublic =
      classes()
          .that()
          .resideInAPackage("org.contextile.models..")
          .and()
          // What imports models is built on these.
          .resideOutsideOfPackages("org.contextile.models.hub", "org.contextile.models.source")
          .and()
          .arePublic()
          .should()
          .haveNameMatching(".*(Configuration|Application)");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.contextile.models.(*)..").should().beFreeOfCycles();
}
