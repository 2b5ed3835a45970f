// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "org.contextile.learning",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule noSpringAndNoOtherModuleIsKnown =
      classes()
          .that()
          .resideInAPackage("org.contextile.learning..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.learning..",
              "java..",
              "ai.djl..",
              "org.bytedeco..",
              "tools.jackson..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule onlyScriptKnowsTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.contextile.learning.script")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule packagesDependOneWay =
      SlicesRuleDefinition.slices()
          .matching("org.contextile.learning.(*)..")
          .should()
          .beFreeOfCycles();
}
