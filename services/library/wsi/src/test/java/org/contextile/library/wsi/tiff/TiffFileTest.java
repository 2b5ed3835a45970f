// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.contextile.library.wsi.TestSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TiffFileTest {
  @TempDir Path folder;

  static Stream<TiffBuilder> forms() {
    return Stream.of(
        TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN),
        TiffBuilder.classic(ByteOrder.BIG_ENDIAN),
        TiffBuilder.big(ByteOrder.LITTLE_ENDIAN),
        TiffBuilder.big(ByteOrder.BIG_ENDIAN));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void readsTagsPagesAndSubPagesOfEveryForm(TiffBuilder tiff) throws IOException {
    var first = tiff.rgb(131, 67, (x, y) -> 0).shorts(TiffTag.ORIENTATION, 3).mpp(0.25, 0.5);
    first.text(TiffTag.IMAGE_DESCRIPTION, "Aperio\r\n131x67|MPP = 0.25");
    first.subPage().rgb(65, 33, (x, y) -> 0);
    first.subPage().rgb(32, 16, (x, y) -> 0).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    tiff.page().longs(TiffTag.IMAGE_WIDTH, 7).longs(TiffTag.IMAGE_LENGTH, 5);

    var read = TiffFile.read(tiff.write(folder.resolve("a.tif"))).orElseThrow();

    assertThat(read.isWhole()).isTrue();
    assertThat(read.pages()).hasSize(2);
    var page = read.pages().getFirst();
    assertThat(List.of(page.widthPx(), page.heightPx())).containsExactly(131L, 67L);
    assertThat(page.bitsPerSample()).containsExactly(8, 8, 8);
    assertThat(page.orientation()).isEqualTo(3);
    assertThat(page.isTiled()).isTrue();
    assertThat(page.photometric()).isEqualTo(2);
    assertThat(page.mppX()).hasValue(0.25);
    assertThat(page.mppY()).hasValue(0.5);
    assertThat(page.description()).startsWith("Aperio").endsWith("MPP = 0.25");
    assertThat(page.entry(TiffTag.TILE_OFFSETS).orElseThrow().held()).hasSize(6);
    assertThat(page.subPages()).extracting(TiffPage::widthPx).containsExactly(65L, 32L);
    assertThat(page.subPages()).extracting(TiffPage::isReduced).containsExactly(false, true);
    assertThat(page.subPages().getFirst().offset()).isPositive();
    var other = read.pages().getLast();
    assertThat(other.isTiled()).isFalse();
    assertThat(other.samplesPerPixel()).isEqualTo(1);
    assertThat(other.orientation()).isEqualTo(1);
    assertThat(other.mppX()).isEmpty();
  }

  @Test
  void readsRealSlidesAsTheirOwnToolsDo() throws IOException {
    var svs = TiffFile.read(TestSlides.path(TestSlides.CMU_SMALL)).orElseThrow();
    assertThat(svs.pages()).extracting(TiffPage::widthPx).containsExactly(2220L, 574L, 387L, 1280L);
    assertThat(svs.pages()).extracting(TiffPage::compression).containsExactly(7, 7, 5, 7);
    assertThat(svs.pages())
        .extracting(TiffPage::isTiled)
        .containsExactly(true, false, false, false);
    var ndpi =
        TiffFile.read(TestSlides.path("slides/vendors/hamamatsu-test3-DAPI.ndpi")).orElseThrow();
    assertThat(ndpi.isWhole()).isTrue();
    assertThat(ndpi.pages()).extracting(TiffPage::widthPx).startsWith(3968L, 1984L, 992L, 496L);
    assertThat(ndpi.pages().getFirst().mppX().orElseThrow()).isBetween(0.2281, 0.2282);
    var ome =
        TiffFile.read(TestSlides.path("slides/vendors/ome-multi-channel-z-series.ome.tif"))
            .orElseThrow();
    assertThat(ome.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(ome.pages()).hasSize(15);
    assertThat(ome.pages().getFirst().sampleFormat()).containsExactly(2);
  }

  @Test
  void whatIsNoTiffHasNoTags() throws IOException {
    assertThat(TiffFile.read(Files.write(folder.resolve("empty"), new byte[0]))).isEmpty();
    assertThat(TiffFile.read(Files.writeString(folder.resolve("text"), "no slide at all\n")))
        .isEmpty();
    assertThat(TiffFile.read(TestSlides.path("slides/small_dicom.dcm"))).isEmpty();
  }

  @Test
  void endsInAChainThatGoesInACircle() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.page().longs(TiffTag.IMAGE_WIDTH, 7);
    var file = tiff.write(folder.resolve("a.tif"));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(8 + 2 + 12, 8);
    var read = TiffFile.read(Files.write(file, bytes.array())).orElseThrow();
    assertThat(read.isWhole()).isFalse();
    assertThat(read.pages()).hasSize(1);
  }

  /** Whatever the bytes are, it neither throws, nor goes on for long, nor takes much memory. */
  @Test
  void surmountsFilesWithBytesThatWereChangedAtRandom() throws IOException {
    var random = new Random(12);
    var file = folder.resolve("changed.tif");
    for (var tiff : forms().toList()) {
      tiff.rgb(64, 64, (x, y) -> 0).subPage().rgb(64, 64, (x, y) -> 0);
      tiff.rgb(64, 64, (x, y) -> 0).text(TiffTag.IMAGE_DESCRIPTION, "some words");
      byte[] whole = Files.readAllBytes(tiff.write(file));
      for (int round = 0; round < 200; round++) {
        byte[] bytes =
            Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(whole.length) : whole.length);
        for (int i = 0; i < 40 && bytes.length > 0; i++) {
          // The directories lie behind the data of the tiles.
          int at = random.nextInt(bytes.length);
          bytes[i % 4 == 0 ? at : Math.max(0, bytes.length - 1 - random.nextInt(700))] =
              (byte) random.nextInt(256);
        }
        Files.write(file, bytes);
        assertThat(TiffFile.read(file))
            .satisfiesAnyOf(
                it -> assertThat(it).isEmpty(),
                it -> assertThat(it.orElseThrow().pages()).isNotEmpty());
      }
    }
  }
}
