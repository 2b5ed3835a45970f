// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.contextile.library.wsi.pyramid.LevelTags;
import org.contextile.library.wsi.pyramid.PyramidWriter;
import org.contextile.library.wsi.pyramid.TileCoding;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Renders sections that look like H&amp;E stain: enough structure for a classifier to learn from,
 * and nothing of a real person.
 */
public final class SyntheticSlides {
  private SyntheticSlides() {}

  /**
   * Writes one slide as a pyramidal tiled JPEG TIFF, halved from level to level.
   *
   * @return the part of the tissue that is tumour
   */
  public static double write(SyntheticSlideSpec spec, Path file) throws IOException {
    var layout = SectionLayout.of(spec);
    write(render(spec, layout), spec.mpp(), file);
    return layout.tumourFraction();
  }

  /** Writes a picture as such a slide. */
  static void write(RgbImage picture, double mpp, Path file) throws IOException {
    try (var out =
        new PyramidWriter(
            file, picture.widthPx(), picture.heightPx(), LevelTags.of(TileCoding.JPEG, mpp))) {
      out.rows(picture.pixels(), picture.heightPx());
      var _ = out.complete();
    }
  }

  /** The picture of a slide at full resolution. */
  static RgbImage render(SyntheticSlideSpec spec, SectionLayout layout) {
    var section = new StainedSection(spec, layout);
    new NucleusPainter(spec, layout, section).paint();
    return section.develop();
  }

  /**
   * Writes a cohort: {@code slides/synthetic-000.tiff…}, one per patient, the classes in turn, and
   * {@code labels.csv} with slide, patient, label and tumour fraction.
   *
   * @param count number of slides, at least 2
   */
  public static List<SyntheticSlide> writeCohort(
      Path folder, int count, int sizePx, double mpp, long seed) throws IOException {
    if (count < 2) {
      throw new IllegalArgumentException("a cohort has at least 2 slides, not " + count);
    }
    var slides = Files.createDirectories(folder.resolve("slides"));
    var written =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i -> writeMember(slides, i, sizePx, mpp, seed))
            .toList();
    Files.writeString(folder.resolve("labels.csv"), table(written));
    return written;
  }

  private static SyntheticSlide writeMember(
      Path slides, int index, int sizePx, double mpp, long seed) {
    var shows = index % 2 == 0 ? SectionClass.NORMAL : SectionClass.TUMOUR;
    var file = slides.resolve(String.format(Locale.ROOT, "synthetic-%03d.tiff", index));
    try {
      double tumour =
          write(new SyntheticSlideSpec(seed * 1_000_003 + index, sizePx, mpp, shows), file);
      return new SyntheticSlide(file, String.format(Locale.ROOT, "S%03d", index), shows, tumour);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String table(List<SyntheticSlide> slides) {
    var table = new StringBuilder("slide,patient,label,tumour_fraction\n");
    for (var slide : slides) {
      table.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%.3f%n",
              slide.file().getFileName(),
              slide.patient(),
              slide.shows().label(),
              slide.tumourFraction()));
    }
    return table.toString();
  }
}
