// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contextile.library.wsi.slide.Magnification;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;
import org.jspecify.annotations.Nullable;

/** The size of pixels against the other axis', the magnification, the tags and the page. */
final class PixelSize {
  /** What calibration and rounding make of one figure. */
  private static final double SAME = 0.05;

  /** Resolution tags beside a vendor's field are often of another calibration. */
  private static final double NEAR = 0.2;

  private final PixelReader reader;
  private final Optional<Magnification> magnification;
  private final Optional<String> unbelieved;
  private final Optional<String> contradiction;
  private final List<String> warnings = new ArrayList<>();

  PixelSize(PixelReader reader, Optional<TiffFile> tags, Optional<Mpp> override) {
    this.reader = reader;
    OptionalDouble power = Magnification.power(reader.properties());
    this.magnification =
        power.isPresent() ? Optional.of(new Magnification(power.getAsDouble())) : Optional.empty();
    this.unbelieved = reader.mpp().isPresent() ? Optional.empty() : unbelievable();
    Optional<String> found =
        DescribedSize.contradiction(reader).or(() -> reader.mpp().flatMap(this::beside));
    this.contradiction = override.isPresent() ? Optional.empty() : found;
    if (override.isPresent()) {
      warnOfOverride(override.get(), found);
    } else {
      reader.mpp().filter(Mpp::isSquare).ifPresent(this::warnOfUnusual);
    }
    if (override.isEmpty()) {
      tags.map(it -> it.pages().getFirst()).ifPresent(this::warnOfTags);
      warnOfImagedVolume();
    }
  }

  Optional<String> unbelieved() {
    return unbelieved;
  }

  Optional<String> contradiction() {
    return contradiction;
  }

  List<String> warnings() {
    return warnings;
  }

  /** A figure that is no size of pixels, such as pyvips' 1000 µm for an array without one. */
  private Optional<String> unbelievable() {
    double x = number(reader.properties().get("openslide.mpp-x"));
    double y = number(reader.properties().get("openslide.mpp-y"));
    if (!(x > 0 && y > 0) || Double.isInfinite(x) || Double.isInfinite(y)) {
      return Optional.empty();
    }
    return Optional.of(
        "the file says %s × %s µm per pixel, which is not believed of a slide%s"
            .formatted(
                Mpp.text(x),
                Mpp.text(y),
                magnification.map(it -> ", beside " + it.describe()).orElse("")));
  }

  private Optional<String> beside(Mpp stated) {
    return magnification
        .filter(it -> stated.isSquare() && it.contradicts(stated.value()))
        .map(
            it ->
                "the file says %s µm per pixel beside %s"
                    .formatted(Mpp.text(stated.value()), it.describe()));
  }

  private void warnOfUnusual(Mpp stated) {
    magnification
        .filter(it -> !it.isUsual(stated.value()) && !it.contradicts(stated.value()))
        .ifPresent(
            it ->
                warnings.add(
                    "The file says %s µm per pixel, which is used, beside %s."
                        .formatted(Mpp.text(stated.value()), it.describe())));
  }

  private void warnOfOverride(Mpp given, Optional<String> contradiction) {
    String used = Mpp.text(given.value());
    contradiction.ifPresent(
        it -> warnings.add("mppOverride, %s µm per pixel, is used: %s.".formatted(used, it)));
    unbelieved.ifPresent(
        it -> warnings.add("mppOverride, %s µm per pixel, is used: %s.".formatted(used, it)));
    reader
        .mpp()
        .filter(stated -> !stated.isSquare())
        .ifPresent(
            stated ->
                warnings.add(
                    "The file says that its pixels are %s µm wide and %s µm high; mppOverride takes them for square."
                        .formatted(stated.x(), stated.y())));
    reader
        .mpp()
        .filter(it -> contradiction.isEmpty() && it.isSquare())
        .filter(it -> !near(it.value(), given.value(), SAME))
        .ifPresent(
            it ->
                warnings.add(
                    "The file says %s µm per pixel; mppOverride, %s, is used."
                        .formatted(Mpp.text(it.value()), used)));
    magnification
        .filter(it -> !it.isUsual(given.value()))
        .ifPresent(
            it ->
                warnings.add(
                    "mppOverride says %s µm per pixel beside %s.".formatted(used, it.describe())));
  }

  private void warnOfTags(TiffPage page) {
    if (reader.mpp().isEmpty() || page.mppX().isEmpty()) {
      return;
    }
    double stated = reader.mpp().get().x();
    double tag = page.mppX().getAsDouble();
    // Tags of 10 µm and more are for printing.
    if (tag < 10 && !near(tag, stated, NEAR)) {
      warnings.add(
          "The file says %s µm per pixel, which is used; its resolution tags say %s."
              .formatted(Mpp.text(stated), Mpp.text(tag)));
    }
  }

  /** DICOM has the width of the whole beside that of a pixel. */
  private void warnOfImagedVolume() {
    double millimetres = number(reader.properties().get("dicom.ImagedVolumeWidth"));
    double columns = number(reader.properties().get("dicom.TotalPixelMatrixColumns"));
    double whole = 1000 * millimetres / columns;
    if (reader.mpp().isPresent()
        && whole > 0
        && Double.isFinite(whole)
        && !near(whole, reader.mpp().get().x(), NEAR)) {
      warnings.add(
          "The file says %s µm per pixel, which is used; its ImagedVolumeWidth of %s mm over %.0f columns says %s."
              .formatted(
                  Mpp.text(reader.mpp().get().x()),
                  Mpp.text(millimetres),
                  columns,
                  Mpp.text(whole)));
    }
  }

  private static boolean near(double one, double other, double part) {
    return Math.abs(one - other) <= part * Math.max(one, other);
  }

  private static double number(@Nullable String text) {
    try {
      return text == null ? Double.NaN : Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
