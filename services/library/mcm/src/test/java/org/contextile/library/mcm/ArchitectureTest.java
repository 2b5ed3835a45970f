// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.contextile.library.torch.fixture.LibraryRules;

@AnalyzeClasses(
    packages = "org.contextile.library",
    importOptions = LibraryRules.WithoutTests.class)
final class ArchitectureTest {

  @ArchTest static final ArchTests RULES = ArchTests.in(LibraryRules.class);
}
