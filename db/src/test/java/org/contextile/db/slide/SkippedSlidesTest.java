// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import static org.assertj.core.api.Assertions.assertThat;

import org.contextile.api.model.SkipReason;
import org.junit.jupiter.api.Test;

final class SkippedSlidesTest {
  @Test
  void doNotCallASlideThatCannotBeReadOneWithoutTissue() {
    assertThat(why(0.0, 0.0)).isEqualTo(SkipReason.NO_TISSUE);
    assertThat(why(0.0, 0.2)).isEqualTo(SkipReason.UNREADABLE);
    assertThat(why(0.1, 0.0)).isEqualTo(SkipReason.NO_TILE_FITS);
    assertThat(why(0.1, 0.2)).isEqualTo(SkipReason.NO_TILE_FITS);
    assertThat(SkippedSlides.whyWithoutTiles(SlideTissue.NONE)).isEqualTo(SkipReason.NO_TISSUE);
  }

  private static SkipReason why(double tissue, double unreadable) {
    return SkippedSlides.whyWithoutTiles(
        new SlideTissue(null, null, tissue, unreadable, null, null));
  }
}
