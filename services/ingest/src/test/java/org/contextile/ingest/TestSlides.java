// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real slides for tests, which are not part of the project. */
final class TestSlides {
  static final String CMU_SMALL = "slides/CMU-1-Small-Region.svs";
  static final String TCGA = "slides/TCGA-CR-7395-01A-01-TS1.svs";

  private TestSlides() {}

  static Path root() {
    return Path.of(System.getProperty("contextile.testdata", "")).toAbsolutePath().normalize();
  }

  /** The file, or a skipped test where the data is absent. */
  static Path path(String name) {
    Path path = root().resolve(name);
    assumeTrue(Files.exists(path), "test data is absent: " + path);
    return path;
  }
}
