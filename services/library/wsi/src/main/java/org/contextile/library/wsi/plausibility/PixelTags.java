// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.JpegColours;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;

/**
 * What a TIFF's tags say of the pixels of its levels, which OpenSlide shows as RGB whatever it is.
 */
final class PixelTags {
  private final PixelReader reader;
  private final TiffFile tags;

  PixelTags(PixelReader reader, TiffFile tags) {
    this.reader = reader;
    this.tags = tags;
  }

  /** Warnings of what is used though it may be wrong. */
  List<String> check() throws UnsupportedPixelsException {
    List<TiffPage> pages = pages();
    for (TiffPage page : pages) {
      Optional<String> fault = PixelFault.of(page);
      if (fault.isPresent()) {
        throw new UnsupportedPixelsException(reader.name() + ": " + fault.get());
      }
    }
    var warnings = new ArrayList<String>();
    pages.stream()
        .map(this::falseColours)
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(warnings::add);
    furtherImages(pages.getFirst()).ifPresent(warnings::add);
    return warnings;
  }

  /** Those that OpenSlide reads levels from, else all in tiles, else the first. */
  private List<TiffPage> pages() {
    List<TiffPage> levels = LevelSizes.pages(tags).filter(this::isLevel).toList();
    List<TiffPage> tiled = LevelSizes.pages(tags).filter(TiffPage::isTiled).toList();
    if (!levels.isEmpty()) {
      return levels;
    }
    return tiled.isEmpty() ? List.of(tags.pages().getFirst()) : tiled;
  }

  private boolean isLevel(TiffPage page) {
    return reader.levels().stream().anyMatch(level -> hasSizeOf(page, level));
  }

  private static boolean hasSizeOf(TiffPage page, Level level) {
    return page.widthPx() == level.widthPx() && page.heightPx() == level.heightPx();
  }

  private Optional<String> falseColours(TiffPage page) {
    // OpenSlide lets the stream of an NDPI speak for itself.
    if (reader.properties().getOrDefault("openslide.vendor", "").equals("hamamatsu")) {
      return Optional.empty();
    }
    return page.jpegColours()
        .filter(stream -> stream.isYcbcr() != (page.photometric() == Photometric.YCBCR))
        .map(PixelTags::falseColours);
  }

  private static String falseColours(JpegColours stream) {
    return "Colours may be false: the JPEG tiles say %s (%s), the TIFF tag PhotometricInterpretation (262) says %s. OpenSlide follows the tag, and so do all figures here; if the tiles are right, set the tag by tiffset -s 262 %d FILE and bring the slide in again."
        .formatted(
            stream.isYcbcr() ? "YCbCr" : "RGB",
            stream.evidence(),
            stream.isYcbcr() ? "RGB" : "YCbCr",
            stream.isYcbcr() ? Photometric.YCBCR : Photometric.RGB);
  }

  /** Such as focal planes; other formats than a plain TIFF have places for them. */
  private Optional<String> furtherImages(TiffPage first) {
    long same =
        tags.pages().stream()
            .filter(page -> !page.isReduced())
            .filter(
                page -> page.widthPx() == first.widthPx() && page.heightPx() == first.heightPx())
            .count();
    return same > 1
            && reader.properties().getOrDefault("openslide.vendor", "").equals("generic-tiff")
        ? Optional.of(
            "The file has %d images of %d × %d px; only the first is read."
                .formatted(same, first.widthPx(), first.heightPx()))
        : Optional.empty();
  }
}
