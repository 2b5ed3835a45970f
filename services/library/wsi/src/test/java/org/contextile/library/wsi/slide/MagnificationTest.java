// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnificationTest {
  @Test
  void takesAnObjectivesPower() {
    assertThat(Magnification.power(Map.of("openslide.objective-power", "20"))).hasValue(20);
    assertThat(Magnification.power(Map.of("openslide.objective-power", "2.5"))).hasValue(2.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "twenty", "0", "-20", "NaN", "Infinity", "1e999"})
  void takesNothingElse(String text) {
    assertThat(Magnification.power(Map.of("openslide.objective-power", text))).isEmpty();
    assertThat(Magnification.power(Map.of())).isEmpty();
  }

  @Test
  void saysWhatIsUsual() {
    assertThat(new Magnification(20).describe()).isEqualTo("20x, where 0.17 to 0.68 µm are usual");
    assertThat(new Magnification(2.5).describe()).isEqualTo("2.5x, where 1.4 to 5.4 µm are usual");
  }
}
