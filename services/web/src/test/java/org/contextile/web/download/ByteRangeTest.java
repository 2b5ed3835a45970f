// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  /** The examples of RFC 9110, section 14.1.2, of 10,000 bytes, and their neighbours. */
  @ParameterizedTest
  @CsvSource({
    "bytes=0-499, 0, 499",
    "bytes=500-999, 500, 999",
    "bytes=-500, 9500, 9999",
    "bytes=9500-, 9500, 9999",
    "bytes=0-0, 0, 0",
    "bytes=-1, 9999, 9999",
    "bytes=9999-, 9999, 9999",
    "bytes=0-, 0, 9999",
    "bytes=0-99999999999999999999999, 0, 9999",
    "bytes=-99999999999999999999999, 0, 9999",
    "BYTES=0-1, 0, 1",
    "'bytes= ,0-1,', 0, 1",
  })
  void aRangeWithinIsServed(String header, long first, long last) {
    assertThat(ByteRange.of(header, 10_000)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-"})
  void aRangeBehindTheEndIsUnsatisfiable(String header) {
    assertThat(ByteRange.of(header, 10_000)).isEqualTo(new ByteRange.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-2",
        "bytes=-",
        "bytes=",
        "bytes",
        "",
        "=0-1",
        "lines=1-2",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=\u0661-\u0662",
        "bytes=0-1,5-6",
        "bytes=20000-,30000-",
        "bytes 0-1",
      })
  void whatIsNotUnderstoodIsIgnored(String header) {
    assertThat(ByteRange.of(header, 10_000)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void nothingHasNoRangeAndNobodyNeedAsk() {
    assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.of(null, 10)).isEqualTo(new ByteRange.Whole());
  }
}
