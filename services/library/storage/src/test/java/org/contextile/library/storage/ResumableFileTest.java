// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.contextile.library.storage.RangedSource.Part;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResumableFileTest {
  private static final byte[] BYTES = new byte[1_000_003];
  private static final String DIGEST;

  static {
    new Random(7).nextBytes(BYTES);
    DIGEST = HexFormat.of().formatHex(Sha256.begin().digest(BYTES));
  }

  @TempDir private Path folder = Path.of("");
  private final List<Long> asked = new ArrayList<>();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("file");
  }

  @Test
  void aBrokenSourceIsFollowedByOneForTheRest() throws Exception {
    ResumableFile resumed = open();
    for (int end : new int[] {1, 262_144, 262_145, 999_983}) {
      assertThatThrownBy(() -> resumed.append(from -> part(from, end), () -> {}))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("of 1,000,003 bytes");
      assertThat(resumed.present()).isEqualTo(end);
    }

    resumed.append(from -> part(from, BYTES.length), () -> {});

    assertThat(asked).containsExactly(0L, 1L, 262_144L, 262_145L, 999_983L);
    assertThat(resumed.whole()).isTrue();
    assertThat(resumed.digest()).isEqualTo(DIGEST);
    assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
  }

  @Test
  void whatAnotherProcessHasBegunIsGoneOnWith() throws Exception {
    Files.write(file, Arrays.copyOf(BYTES, 400_009));
    ResumableFile resumed = open();

    resumed.append(from -> part(from, BYTES.length), () -> {});

    assertThat(asked).containsExactly(400_009L);
    assertThat(resumed.digest()).isEqualTo(DIGEST);
  }

  @Test
  void aFileThatIsThereIsOnlyDigested() throws Exception {
    Files.write(file, BYTES);

    assertThat(open().digest()).isEqualTo(DIGEST);
  }

  @Test
  void aFileThatIsTooLongIsBegunAnew() throws Exception {
    Files.write(file, Arrays.copyOf(BYTES, BYTES.length + 1));

    assertThat(open().present()).isZero();
    assertThat(file).isEmptyFile();
  }

  @Test
  void aSourceWithoutRangesIsBegunAnewWith() throws Exception {
    Files.write(file, new byte[400_009]);
    ResumableFile resumed = open();

    resumed.append(_ -> part(0, BYTES.length), () -> {});

    assertThat(resumed.digest()).isEqualTo(DIGEST);
    assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
  }

  @Test
  void nothingIsTakenOfAnotherPart() throws Exception {
    Files.write(file, Arrays.copyOf(BYTES, 400_009));
    ResumableFile resumed = open();

    assertThatThrownBy(() -> resumed.append(_ -> part(400_010, BYTES.length), () -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another part");

    assertThat(resumed.present()).isZero();
    resumed.append(from -> part(from, BYTES.length), () -> {});
    assertThat(resumed.digest()).isEqualTo(DIGEST);
  }

  @Test
  void moreThanTheWholeIsRefused() throws Exception {
    ResumableFile small = ResumableFile.open(file, 1000, Sha256::begin, () -> {});

    assertThatThrownBy(() -> small.append(_ -> part(0, 1001), () -> {}))
        .isInstanceOf(TooManyBytesException.class);
  }

  @Test
  void aStopLeavesWhatHasCome() throws Exception {
    ResumableFile stopped = open();
    assertThatThrownBy(
            () ->
                stopped.append(
                    from -> part(from, BYTES.length),
                    () -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");

    ResumableFile resumed = open();
    assertThat(resumed.present()).isEqualTo(stopped.present()).isPositive();
    resumed.append(from -> part(from, BYTES.length), () -> {});
    assertThat(resumed.digest()).isEqualTo(DIGEST);
  }

  @Test
  void twoSourcesAreNotTakenFromAtOnce() throws Exception {
    ResumableFile resumed = open();

    resumed.append(
        from -> {
          assertThatThrownBy(() -> resumed.append(_ -> part(0, 1), () -> {}))
              .hasMessageContaining("has not let go");
          return part(from, BYTES.length);
        },
        () -> {});

    assertThat(resumed.digest()).isEqualTo(DIGEST);
  }

  @Test
  void rangesAreReadAsServersWriteThem() {
    assertThat(Part.of(InputStream.nullInputStream(), null).firstByte()).isZero();
    assertThat(Part.of(InputStream.nullInputStream(), "bytes 7-9/10").firstByte()).isEqualTo(7);
    assertThat(Part.of(InputStream.nullInputStream(), "bytes */10").firstByte()).isEqualTo(-1);
    assertThat(Part.of(InputStream.nullInputStream(), "lines 1-2/3").firstByte()).isEqualTo(-1);
  }

  private ResumableFile open() throws IOException {
    return ResumableFile.open(file, BYTES.length, Sha256::begin, () -> {});
  }

  private Part part(long from, int end) {
    asked.add(from);
    return new Part(
        new ByteArrayInputStream(BYTES, (int) from, Math.max(0, end - (int) from)), from);
  }
}
