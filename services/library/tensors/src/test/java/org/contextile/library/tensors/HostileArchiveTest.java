// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileArchiveTest {

  private static final byte[] PICKLE = pickle();

  private static byte[] pickle() {
    PickleBytes pickle = new PickleBytes();
    pickle.entry("w", () -> pickle.tensor("0", 4, 0, new long[] {4}, new long[] {1}));
    return pickle.end();
  }

  private static ArchiveBytes archive() {
    return new ArchiveBytes().entry("a/data.pkl", PICKLE).entry("a/data/0", new byte[16]);
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Fixtures.read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(message);
  }

  /** The archive with a number written over the one that lies behind a record's signature. */
  private static byte[] edited(byte[] file, int signature, int nth, int at, long value, int bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int found = -1;
    for (int place = 0; found < nth; place++) {
      if (buffer.getInt(place) == signature) {
        found++;
        if (found == nth) {
          for (int i = 0; i < bytes; i++) {
            buffer.put(place + at + i, (byte) (value >> (8 * i)));
          }
        }
      }
    }
    return buffer.array();
  }

  private static byte[] directory(int nth, int at, long value, int bytes) {
    return edited(archive().bytes(), 0x02014b50, nth, at, value, bytes);
  }

  private static byte[] end(int at, long value, int bytes) {
    return edited(archive().bytes(), 0x06054b50, 0, at, value, bytes);
  }

  @Test
  void theHonestArchiveIsRead() {
    assertThat(Fixtures.read(archive().bytes()).tensors()).hasSize(1);
    assertThat(Fixtures.read(archive().deflated().bytes()).tensors()).hasSize(1);
  }

  @Test
  void bombsAreNotInflated() {
    assertRefused(
        archive().entry("a/code/x.py", new byte[64 << 20]).deflated().bytes(), "times its size");
    PickleBytes large = new PickleBytes();
    large.entry("w", () -> large.tensor("0", 2 << 20, 0, new long[] {4}, new long[] {1}));
    assertRefused(
        new ArchiveBytes()
            .entry("a/data.pkl", large.end())
            .entry("a/data/0", new byte[8 << 20])
            .deflated()
            .bytes(),
        "more than is allowed");
    assertRefused(
        new ArchiveBytes().entry("a/data.pkl", new byte[2 << 20]).deflated().bytes(),
        "more than is allowed");
  }

  @Test
  void compressedStoragesAreNotInflatedAgainAndAgain() {
    PickleBytes many = new PickleBytes().op('}');
    for (int i = 0; i < 2000; i++) {
      many.text("w" + i).tensor("0", 1 << 18, 0, new long[] {1}, new long[] {1}).op('s');
    }
    assertRefused(
        new ArchiveBytes()
            .entry("a/data.pkl", many.end())
            .entry("a/data/0", new byte[1 << 20])
            .deflated()
            .bytes(),
        "for a file of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/../../x", "/a/x", "a\\..\\x", "C:/x", "a/\u0000", "a/..", "../a/x", "a/\n"})
  void unsafeNamesAreRefused(String name) {
    assertRefused(archive().entry(name, new byte[1]).bytes(), "unsafe entry name");
  }

  @Test
  void theContentsAreThoseOfATorchArchive() {
    assertRefused(new ArchiveBytes().entry("x/y", new byte[1]).bytes(), "not one of torch.save");
    assertRefused(new ArchiveBytes().entry("data.pkl", PICKLE).bytes(), "not one of torch.save");
    assertRefused(archive().entry("b/data.pkl", PICKLE).bytes(), "not one of torch.save");
    assertRefused(archive().entry("b", new byte[1]).bytes(), "outside of its folder");
    assertRefused(
        archive().entry("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII)).bytes(),
        "big-endian");
    assertRefused(new ArchiveBytes().entry("a/data.pkl", PICKLE).bytes(), "lacks the storage 0");
  }

  @Test
  void entriesMayNotOverlapOrShareAName() {
    assertRefused(directory(1, 42, 0, 4), "does not lie where it says");
    byte[] twice = archive().entry("a/data/1", new byte[16]).bytes();
    byte[] same =
        new String(twice, StandardCharsets.ISO_8859_1)
            .replace("a/data/1", "a/data/0")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(same, "two entries have one name");
    byte[] nested =
        new ArchiveBytes()
            .entry("a/data.pkl", PICKLE)
            .entry("a/x", archive().bytes())
            .entry("a/data/0", new byte[16])
            .bytes();
    int inner = new String(nested, StandardCharsets.ISO_8859_1).indexOf("a/data/0") - 30;
    assertRefused(edited(nested, 0x02014b50, 4, 42, inner, 4), "lies inside another");
  }

  @Test
  void aDirectoryThatLiesIsRefused() {
    assertRefused(directory(1, 24, 17, 4), "packed in an unknown way");
    assertRefused(directory(1, 20, 17, 4), "packed in an unknown way");
    assertRefused(directory(1, 8, 1, 2), "encrypted");
    assertRefused(directory(1, 10, 12, 2), "unknown way");
    assertRefused(directory(1, 10, 8, 2), "does not lie where it says");
    assertRefused(directory(1, 16, 7, 4), "checksum differs");
    assertRefused(directory(1, 42, 0x7fffffff, 4), "ends within");
    assertRefused(directory(0, 28, 0xffff, 2), "more than is allowed");
    assertRefused(directory(0, 30, 0xffff, 2), "ends within");
    assertRefused(end(10, 0xffff, 2), "split");
    assertRefused(end(8, 0x0003_0003L, 4), "an entry is missing");
    assertRefused(end(8, 0x0001_0001L, 4), "its length differs");
    assertRefused(end(16, 0xffff_fff0L, 4), "outside of the file");
    assertRefused(end(12, 0xffff_fff0L, 4), "outside of the file");
    assertRefused(end(20, 1, 2), "no end record");
  }

  @Test
  void bothFormsOfTheEndRecordAreChecked() {
    byte[] torch = Fixtures.bytes("types.pth");
    assertRefused(edited(torch, 0x07064b50, 0, 8, -1, 8), "outside of the file");
    assertRefused(edited(torch, 0x07064b50, 0, 8, 0, 8), "damaged");
    assertRefused(edited(torch, 0x06064b50, 0, 48, Long.MAX_VALUE, 8), "outside of the file");
    assertRefused(edited(torch, 0x06064b50, 0, 40, Long.MAX_VALUE, 8), "outside of the file");
    byte[] many = edited(torch, 0x06064b50, 0, 24, Long.MAX_VALUE, 8);
    assertRefused(edited(many, 0x06064b50, 0, 32, Long.MAX_VALUE, 8), "contradict each other");
  }
}
