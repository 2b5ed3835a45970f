// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {

  @Test
  void aPlainNameIsGivenOnce() {
    assertThat(FileName.attachment("A17-3 (left).h5"))
        .isEqualTo("attachment; filename=\"A17-3 (left).h5\"");
  }

  @Test
  void anotherNameIsGivenInPlainLettersToo() {
    assertThat(FileName.inline("Größe 5µm.png"))
        .isEqualTo(
            "inline; filename=\"Gro_e 5_m.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%205%C2%B5m.png");
  }

  /** As it would be seen by a client that saves under the name unread. */
  @ParameterizedTest
  @CsvSource({
    "../../etc/passwd, -..-etc-passwd",
    "a\\b, a-b",
    "C:x, C-x",
    ".hidden, hidden",
    "'say \"x\".h5', say _x_.h5",
    "..., download",
  })
  void noNameLeavesItsFolder(String name, String saved) {
    assertThat(FileName.attachment(name)).startsWith("attachment; filename=\"" + saved + "\"");
  }

  @Test
  void aLongNameIsCutBeforeItsEnding() {
    assertThat(FileName.attachment("x".repeat(255) + ".geojson"))
        .hasSizeLessThan(210)
        .endsWith("x.geojson\"");
    assertThat(FileName.attachment("a\r\nSet-Cookie: b.h5")).doesNotContain("\r", "\n");
  }
}
