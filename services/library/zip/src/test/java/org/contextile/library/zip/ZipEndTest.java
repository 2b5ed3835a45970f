// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class ZipEndTest {
  private static final int END_BYTES = 22;

  @Test
  void saysWhereTheDirectoryLies() throws IOException {
    byte[] zip = zip(3, "");

    ZipEnd end = read(zip);

    assertThat(end.entries()).isEqualTo(3);
    assertThat(end.directory() + end.directoryBytes()).isEqualTo(zip.length - END_BYTES);
    assertThat(buffer(zip).getInt((int) end.directory())).isEqualTo(0x02014b50);
    assertThat(read(zip(3, "as said")).directory()).isEqualTo(end.directory());
  }

  @Test
  void readsTheLargeFormThatWritersOfManyEntriesUse() throws IOException {
    ZipEnd end = read(zip(70_000, ""));

    assertThat(end.entries()).isEqualTo(70_000);
    assertThat(end.directoryBytes()).isGreaterThan(46L * 70_000);
  }

  @Test
  void refusesFiguresOfTheTwoFormsThatContradictEachOther() throws IOException {
    for (int figure : new int[] {12, 16}) {
      byte[] zip = zip(70_000, "");
      ByteBuffer bytes = buffer(zip);
      int at = zip.length - END_BYTES + figure;
      bytes.putInt(at, bytes.getInt(at) - 1);

      assertThatThrownBy(() -> read(zip))
          .isInstanceOf(BrokenZipException.class)
          .hasMessageContaining("contradict");
    }
  }

  @Test
  void refusesAnotherRecordBehindTheEnd() throws IOException {
    byte[] zip = zip(3, "x".repeat(40));
    buffer(zip).putInt(zip.length - END_BYTES - 4, 0x06054b50);

    assertThatThrownBy(() -> read(zip)).hasMessageContaining("no end record");
  }

  @Test
  void refusesADirectoryOutsideOfTheFile() throws IOException {
    for (int figure : new int[] {12, 16}) {
      byte[] zip = zip(3, "");
      buffer(zip).putInt(zip.length - END_BYTES + figure, zip.length);

      assertThatThrownBy(() -> read(zip)).hasMessageContaining("outside of the file");
    }
  }

  @Test
  void refusesALargeRecordThatIsNotThere() throws IOException {
    byte[] zip = zip(70_000, "");
    int locator = zip.length - END_BYTES - 20;
    for (long place : new long[] {-1, zip.length, Long.MAX_VALUE, 0}) {
      buffer(zip).putLong(locator + 8, place);

      assertThatThrownBy(() -> read(zip))
          .isInstanceOf(BrokenZipException.class)
          .hasMessageContaining("end record");
    }
  }

  @Test
  void refusesWhatIsCutShort() throws IOException {
    byte[] zip = zip(3, "");
    for (int length = 0; length < zip.length; length++) {
      byte[] cut = Arrays.copyOf(zip, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(BrokenZipException.class);
    }
  }

  private static ZipEnd read(byte[] zip) throws IOException {
    return ZipEnd.of(
        zip.length, (from, count) -> ByteBuffer.wrap(zip, Math.toIntExact(from), count).slice());
  }

  private static ByteBuffer buffer(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] zip(int entries, String comment) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setComment(comment);
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry("f" + i));
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }
}
