// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/** What holds for every module that others are built on. */
public final class ModuleRules {

  private ModuleRules() {}

  /**
   * Of ours, a module knows these packages alone.
   *
   * @param packages as ArchUnit writes them, the module's own among them
   */
  public static ArchRule knowsOnly(String... packages) {
    return noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("org.contextile..")
                .and(JavaClass.Predicates.resideOutsideOfPackages(packages)));
  }

  /** The packages right in a module's own depend on each other one way, if there are any. */
  public static ArchRule hasNoCycles(String own) {
    return slices().matching(own + ".(*)..").should().beFreeOfCycles();
  }
}
