// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.contextile.db.testing.ModuleRules;

@AnalyzeClasses(
    packages = "org.contextile.intake",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule whatIsBelowIsKnownAlone =
      ModuleRules.knowsOnly(
          "org.contextile.intake..",
          "org.contextile.artifacts..",
          "org.contextile.jobs.worker..",
          "org.contextile.web.http..",
          "org.contextile.db..",
          "org.contextile.api..",
          "org.contextile.library.storage..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      ModuleRules.hasNoCycles("org.contextile.intake").allowEmptyShould(true);
}
