// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadMetadataTest {

  @Test
  void takesTheFileNameAndElseTheName() {
    assertThat(UploadMetadata.parse("filename " + base64("ä.svs")).fileName()).isEqualTo("ä.svs");
    assertThat(UploadMetadata.parse("name " + base64("b.svs")).fileName()).isEqualTo("b.svs");
    assertThat(
            UploadMetadata.parse("name " + base64("b.svs") + ", filename " + base64("a.svs"))
                .fileName())
        .isEqualTo("a.svs");
    assertThat(UploadMetadata.parse("filename, name " + base64("b.svs")).fileName())
        .isEqualTo("b.svs");
    assertThat(UploadMetadata.parse("relativePath " + base64("X/a.dat")).relativePath())
        .isEqualTo("X/a.dat");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "is_confidential", "filetype aW1hZ2U=,thumbnail /9j/"})
  void anUploadNeedsNoName(String header) {
    assertThat(UploadMetadata.parse(header).fileName()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filename a b.svs|filename is not Base64",
        "filename A17-3.svs|filename is not Base64",
        "filetype ###|filetype is not Base64",
        "name 5Q==|name is not UTF-8",
        "filename YQ==,filename Yg==|filename stands there twice",
        "filename YQ==,,name Yg==|a key is not empty",
        "dateiname_ä YQ==|ASCII"
      })
  void saysWhichKeyIsNotAsTheProtocolSays(String header, String message) {
    assertThatThrownBy(() -> UploadMetadata.parse(header))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
