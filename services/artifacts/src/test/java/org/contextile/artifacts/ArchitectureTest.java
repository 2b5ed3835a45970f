// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.contextile.artifacts",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule whatIsBelowIsKnownAlone =
      noClasses()
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("org.contextile..")
                  .and(
                      JavaClass.Predicates.resideOutsideOfPackages(
                          "org.contextile.artifacts..",
                          "org.contextile.db..",
                          "org.contextile.api..",
                          "org.contextile.library.storage..")));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("org.contextile.artifacts.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
