// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HostileSafetensorsTest {

  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static String tensor(String name, String type, String shape, String begin, String end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
        .formatted(name, type, shape, begin, end);
  }

  private static String w(String shape, String begin, String end) {
    return tensor("w", "F32", shape, begin, end);
  }

  private static void assertRefused(String header, int data, String message) {
    assertThatThrownBy(() -> Fixtures.read(file(header, data)))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theHonestFileIsRead() {
    WeightsFile read =
        Fixtures.read(file("{" + tensor("é", "F32", "[2,2]", "0", "16") + "}  ", 16));
    assertThat(read.tensors().get(0).name()).isEqualTo("é");
  }

  @Test
  void tensorsFillTheFileExactly() {
    assertRefused("{" + w("[4]", "0", "16") + "}", 15, "w reaches beyond the end of the file");
    assertRefused("{" + w("[4]", "0", "16") + "}", 17, "1 bytes that belong to no tensor");
    assertRefused("{" + w("[3]", "4", "16") + "}", 16, "does not lie behind");
    assertRefused("{" + w("[4]", "16", "0") + "}", 16, "does not lie behind");
    assertRefused(
        "{" + w("[4]", "0", "16") + "," + tensor("v", "F32", "[4]", "0", "16") + "}",
        16,
        "does not lie behind");
    assertRefused(
        "{" + w("[4]", "0", "16") + "," + tensor("v", "F32", "[4]", "12", "28") + "}",
        28,
        "does not lie behind");
    assertRefused("{}", 0, "no tensors");
    assertRefused("{}", 4, "belong to no tensor");
  }

  @Test
  void shapesFitTheBytes() {
    assertRefused("{" + w("[3]", "0", "16") + "}", 16, "does not fit its shape and type");
    assertRefused("{" + tensor("w", "F64", "[4]", "0", "16") + "}", 16, "does not fit");
    assertRefused("{" + w("[4294967296,4294967296]", "0", "16") + "}", 16, "absurd shape");
    assertRefused("{" + w("[9223372036854775807]", "0", "16") + "}", 16, "absurd shape");
    assertRefused("{" + w("[0,9223372036854775807,9]", "0", "0") + "}", 0, "absurd shape");
    assertRefused("{" + w("[-4]", "0", "16") + "}", 16, "cannot be");
    assertRefused("{" + w("[4]", "-16", "0") + "}", 16, "cannot be");
    assertRefused("{" + w("[4.0]", "0", "16") + "}", 16, "VALUE_NUMBER_FLOAT");
    assertRefused("{" + w("[1e1]", "0", "16") + "}", 16, "VALUE_NUMBER_FLOAT");
    assertRefused("{" + w("[99999999999999999999]", "0", "16") + "}", 16, "no proper JSON");
    assertRefused("{" + w("[" + "9".repeat(5000) + "]", "0", "16") + "}", 16, "no proper JSON");
    assertRefused("{" + w("[" + "1,".repeat(50) + "4]", "0", "16") + "}", 16, "cannot be");
    assertRefused("{" + w("[[4]]", "0", "16") + "}", 16, "START_ARRAY");
    assertRefused("{" + w("4", "0", "16") + "}", 16, "VALUE_NUMBER_INT");
    assertRefused("{" + w("[4]", "0", "8,16") + "}", 16, "lacks the type, shape or place");
  }

  @Test
  void unknownTypesAreNamed() {
    assertRefused("{" + tensor("w", "F4", "[4]", "0", "2") + "}", 2, "w has the element type F4");
    assertRefused("{" + tensor("w", "f32", "[4]", "0", "16") + "}", 16, "element type f32");
  }

  @Test
  void theHeaderIsStrict() {
    String good = w("[4]", "0", "16");
    assertRefused("{" + good + "," + good + "}", 16, "no proper JSON: Duplicate");
    assertRefused("{" + good + "} {}", 16, "START_OBJECT");
    assertRefused("{" + good + "}x", 16, "no proper JSON");
    assertRefused("{" + good + ",}", 16, "no proper JSON");
    assertRefused("{" + good, 16, "no proper JSON");
    assertRefused("{" + good + ",/**/}", 16, "no proper JSON");
    assertRefused("{\"w\":null}", 0, "VALUE_NULL");
    assertRefused("{\"w\":{}}", 0, "lacks the type");
    assertRefused("{\"w\":{\"x\":1}}", 0, "the field x");
    assertRefused("{\"__metadata__\":{\"a\":1}," + good + "}", 16, "VALUE_NUMBER_INT");
    assertRefused("{\"__metadata__\":[]," + good + "}", 16, "START_ARRAY");
    assertRefused("{\"w\":" + "[".repeat(100_000), 0, "START_ARRAY");
    assertRefused("{\"w\":{\"shape\":" + "[".repeat(100_000), 0, "where it may not");
    assertRefused("{\"" + "x".repeat(60_000) + "\":{}}", 0, "no proper JSON");
    assertRefused("{" + tensor("x".repeat(2000), "F32", "[]", "0", "4") + "}", 4, "1024");
  }

  @Test
  void metadataIsBounded() {
    StringBuilder texts = new StringBuilder("\"a\":\"b\"");
    for (int i = 0; i < 10_000; i++) {
      texts.append(",\"").append(i).append("\":\"\"");
    }
    String header = "{\"__metadata__\":{" + texts + "}," + w("[4]", "0", "16") + "}";
    assertRefused(header, 16, "more than 10000 texts");
  }

  @Test
  void theHeaderLengthIsBounded() {
    byte[] file = file("{" + w("[4]", "0", "16") + "}", 16);
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001}) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      assertThatThrownBy(() -> Fixtures.read(file)).hasMessageContaining("more than is allowed");
    }
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, file.length);
    assertThatThrownBy(() -> Fixtures.read(file)).hasMessageContaining("ends within");
  }

  @Test
  void theHeaderIsUtf8() {
    byte[] file = file("{" + w("[4]", "0", "16") + "}", 16);
    file[10] = (byte) 0xff;
    assertThatThrownBy(() -> Fixtures.read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("no UTF-8");
  }
}
