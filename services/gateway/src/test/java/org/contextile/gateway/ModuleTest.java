// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.springframework.stereotype.Controller;

@AnalyzeClasses(
    packages = "org.contextile.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleTest {
  @ArchTest
  static final ArchRule CONTROLLERS_ARE_PACKAGE_PRIVATE =
      classes().that().areMetaAnnotatedWith(Controller.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule NO_SERVICE_DEPENDS_ON_A_SERVICE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.ingest..",
              "org.contextile.features..",
              "org.contextile.finetune..",
              "org.contextile.mil..",
              "org.contextile.standalone..");

  @ArchTest
  static final ArchRule THE_EDGE_NEITHER_READS_SLIDES_NOR_TRAINS =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.contextile.library..")
                  .and(resideOutsideOfPackage("org.contextile.library.table..")));

  @ArchTest
  static final ArchRule FEATURES_STAND_APART =
      SlicesRuleDefinition.slices()
          .matching("org.contextile.gateway.(*)..")
          .should()
          .notDependOnEachOther();
}
