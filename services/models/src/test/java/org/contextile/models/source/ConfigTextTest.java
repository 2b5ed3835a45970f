// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTextTest {

  private static final String JSON = "{\"architecture\": \"resnet18\", \"author\": \"Jürgen\"}\n";

  static Stream<Arguments> encodings() {
    return Stream.of(
        Arguments.of(new byte[0], StandardCharsets.UTF_8),
        Arguments.of(bytes(0xef, 0xbb, 0xbf), StandardCharsets.UTF_8),
        Arguments.of(new byte[0], StandardCharsets.UTF_16LE),
        Arguments.of(bytes(0xff, 0xfe), StandardCharsets.UTF_16LE),
        Arguments.of(new byte[0], StandardCharsets.UTF_16BE),
        Arguments.of(bytes(0xfe, 0xff), StandardCharsets.UTF_16BE));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void aTextIsReadInTheEncodingThatItsBytesTell(byte[] mark, Charset charset) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(mark);
    file.writeBytes(JSON.getBytes(charset));

    assertThat(ConfigText.text(file.toByteArray())).isEqualTo(JSON);
  }

  @Test
  void aMarkBeforeATextThatWasSentIsTakenOff() {
    assertThat(ConfigText.of("\ufeff{}")).isEqualTo("{}");
    assertThat(ConfigText.of("")).isEmpty();
    assertThat(ConfigText.text(new byte[0])).isEmpty();
  }

  @Test
  void whatIsNoTextIsRefused() {
    assertThatThrownBy(() -> ConfigText.text(JSON.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> ConfigText.of("{\0}\0"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("UTF-8");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
