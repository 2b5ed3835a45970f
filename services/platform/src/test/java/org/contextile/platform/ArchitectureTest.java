// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.contextile.platform",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule platformKnowsApiDatabaseAndStorageAlone =
      noClasses()
          .that()
          .resideInAPackage("org.contextile.platform..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.contextile.library.wsi..",
              "org.contextile.library.torch..",
              "org.contextile.library.tensors..",
              "org.contextile.library.backbones..",
              "org.contextile.library.mcm..",
              "org.contextile.library.evaluation..",
              "org.contextile.library.mil..",
              "org.contextile.library.featurefile..",
              "org.contextile.tiles..",
              "org.contextile.gateway..",
              "org.contextile.ingest..",
              "org.contextile.models..",
              "org.contextile.features..",
              "org.contextile.finetune..",
              "org.contextile.mil..",
              "org.contextile.standalone..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.contextile.platform.(*)..").should().beFreeOfCycles();
}
