// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real slides for tests, which are not part of the project. */
public final class TestSlides {
  public static final String CMU_SMALL = "slides/CMU-1-Small-Region.svs";
  public static final String TCGA = "slides/TCGA-CR-7395-01A-01-TS1.svs";
  public static final String DICOM_SERIES = "slides/cmu-1-dicom";

  private TestSlides() {}

  /** A case with a known answer, or a skipped test where the data is absent. */
  public static Path caseFile(String name) {
    return path("../cases/" + name);
  }

  /** The file, or a skipped test where the data is absent. */
  public static Path path(String name) {
    var root = System.getProperty("contextile.testdata", "");
    var path = Path.of(root).resolve(name);
    assumeTrue(!root.isEmpty() && Files.exists(path), "test data is absent: " + path);
    return path;
  }
}
