// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @TempDir Path directory;

  private static Safetensors.Entry data(String name) {
    return new Safetensors.Entry(
        Fixtures.shape("floats.safetensors", name),
        () -> Fixtures.values("floats.safetensors", name));
  }

  @Test
  void theBytesAreThoseOfTheReferenceLibrary() throws IOException {
    Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    Fixtures.names("floats.safetensors").forEach(name -> tensors.put(name, data(name)));
    Path file = directory.resolve("ours.safetensors");
    Safetensors.write(file, tensors, Map.of("format", "pt"));
    assertThat(Files.readAllBytes(file)).isEqualTo(Fixtures.bytes("floats.safetensors"));
    Safetensors.write(file, tensors, Map.of());
    assertThat(Files.readAllBytes(file)).isEqualTo(Fixtures.bytes("bare.safetensors"));
  }

  @Test
  void everyBitPatternSurvivesTheRoundTrip() throws IOException {
    float[] values = new float[300_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 0x9e3779b1);
    }
    Path file = directory.resolve("ours.safetensors");
    long[] shape = {3, values.length / 3};
    Safetensors.write(file, Map.of("w", new Safetensors.Entry(shape, values::clone)), Map.of());
    try (StateDict dict = StateDict.open(file)) {
      float[] read = dict.tensors().get(0).floats();
      for (int i = 0; i < values.length; i++) {
        assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(i * 0x9e3779b1);
      }
    }
  }

  @Test
  void aSupplierMustGiveWhatItsShapeSays() {
    Safetensors.Entry wrong = new Safetensors.Entry(new long[] {2}, () -> new float[3]);
    Path file = directory.resolve("ours.safetensors");
    assertThatThrownBy(() -> Safetensors.write(file, Map.of("w", wrong), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("w has 3 values");
  }

  @Test
  void aFileOfFiveGigabytesIsOpenedAndReadAtItsEnd() throws IOException {
    long big = 5L << 30;
    String header =
        """
        {"big":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]},\
        "end":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}"""
            .formatted(big / 4, big, big, big + 4);
    byte[] json = header.getBytes(StandardCharsets.US_ASCII);
    Path file = directory.resolve("sparse.safetensors");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      out.write(json);
      out.seek(8 + json.length + big);
      out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(2.5f)));
    }
    try (StateDict dict = StateDict.open(file)) {
      assertThat(dict.find("end").orElseThrow().floats()).containsExactly(2.5f);
      assertThat(dict.find("big").orElseThrow().shape()).containsExactly(big / 4);
    }
  }
}
