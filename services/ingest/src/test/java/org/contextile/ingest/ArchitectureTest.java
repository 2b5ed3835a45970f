// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.contextile", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule knowsNoOtherService =
      noClasses()
          .that()
          .resideInAPackage("org.contextile.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.gateway..",
              "org.contextile.features..",
              "org.contextile.finetune..",
              "org.contextile.mil..",
              "org.contextile.standalone..");

  @ArchTest
  static final ArchRule hasNoCycles =
      slices().matching("org.contextile.ingest.(*)..").should().beFreeOfCycles();
}
