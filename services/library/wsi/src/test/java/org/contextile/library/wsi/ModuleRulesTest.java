// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.contextile.library.wsi", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {
  @ArchTest
  static final ArchRule knowsOnlyWhatItIsMadeOf =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.library.wsi..",
              "java..",
              "javax.imageio..",
              "org.bytedeco..",
              "org.locationtech.jts..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule hasNoCycles =
      slices().matching("org.contextile.library.wsi.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule callsForeignFunctionsInFewPlaces =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("OpenSlide")
          .and()
          .resideOutsideOfPackage("org.contextile.library.wsi.jpeg")
          .and()
          .doNotHaveSimpleName("PreadFile")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.foreign.Linker");
}
