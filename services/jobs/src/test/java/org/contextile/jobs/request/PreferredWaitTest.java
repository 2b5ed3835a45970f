// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreferredWaitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          wait=10                                  | 10
          WAIT = "10"                              | 10
          wait=0                                   | 0
          wait=00000000000007                      | 7
          respond-async, wait=10; strict           | 10
          handling=lenient;wait=3 , wait=10        | 10
          note="a, wait=3 \\" , wait=4", wait=10   | 10
          wait=10, wait=3                          | 10
          wait=999999999                           | 999999999
          """)
  void theFirstWaitCounts(String header, long seconds) {
    assertThat(PreferredWait.of(List.of(header))).hasValue(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=soon",
        "wait=\"\"",
        "wait=1000000000",
        "waiting=3",
        "respond-async;wait=3",
        "wait=soon, wait=3"
      })
  void whatIsNoTimeIsNoWait(String header) {
    assertThat(PreferredWait.of(List.of(header))).isEmpty();
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(PreferredWait.of(List.of("respond-async", "wait=10")))
        .hasValue(Duration.ofSeconds(10));
    assertThat(PreferredWait.of(List.of())).isEmpty();
  }

  @Test
  void anEndlessHeaderIsReadWithoutEnd() {
    for (String part : List.of(";", "a;", "\\\"", "\"", "a=\"\\\"", " = ", ",,")) {
      assertThat(PreferredWait.of(List.of(part.repeat(100_000)))).isEmpty();
    }
  }
}
