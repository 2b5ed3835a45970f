// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.contextile.db.slide.SlideStem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlideStemTest {

  @ParameterizedTest
  @CsvSource({
    "A17-3.svs, A17-3",
    "A17-3.ome.tif, A17-3",
    "A17-3.OME.TIFF, A17-3",
    "A17.3.ome.btf, A17.3",
    "A17.3, A17.3",
    "home.tif, home",
    ".svs, .svs",
    "TCGA-05.4244-01Z.7bf5.svs, TCGA-05.4244-01Z.7bf5",
    "case 3.5, case 3.5"
  })
  void leavesTheNameWithoutWhatTellsTheFormat(String name, String stem) {
    assertThat(SlideStem.of(name)).isEqualTo(stem);
  }
}
