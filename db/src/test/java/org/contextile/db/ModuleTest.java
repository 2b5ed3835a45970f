// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.contextile.db.testing.ModuleRules;

@AnalyzeClasses(
    packages = "org.contextile.db",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleTest {
  @ArchTest
  static final ArchRule knowsNoOtherModuleButTheContractAndItsProblems =
      ModuleRules.knowsOnly(
          "org.contextile.db..",
          "org.contextile.api.problem",
          "org.contextile.api.model",
          "org.contextile.api.patch");

  @ArchTest
  static final ArchRule knowsNothingOfTheWeb =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule theQueueRestsOnNoEntity =
      noClasses()
          .that()
          .resideInAPackage("org.contextile.db.job")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "org.hibernate..");

  @ArchTest
  static final ArchRule theTransitionTableIsPure =
      classes()
          .that()
          .haveSimpleName("JobTransitions")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.contextile.db.job");
}
