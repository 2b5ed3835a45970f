// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.fields.FieldConversion;
import org.contextile.library.wsi.files.IncompleteSlideException;
import org.contextile.library.wsi.files.SlideFileSet;
import org.contextile.library.wsi.files.SlideFileSets;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;

/**
 * Opens the slides as a server will, and reads no pixels. Slides that do not say how large their
 * pixels are, or contradict themselves, get what the user says of slides; pictures, which can never
 * say it, else what he says of tiles.
 */
final class SlideHeaders {

  private final OptionalDouble slideMpp;
  private final OptionalDouble tileMpp;
  private final List<String> notes = new ArrayList<>();
  private boolean ofTiles;

  private SlideHeaders(DemoOptions options) {
    this.slideMpp = options.slideMpp();
    this.tileMpp = options.mpp();
  }

  /**
   * What the slides say of themselves.
   *
   * @param told takes what was taken for what
   * @throws DemoFailure if one of them cannot be taken in
   */
  static List<OpenedSlide> read(DemoOptions options, List<DemoSlide> slides, List<String> told) {
    SlideHeaders headers = new SlideHeaders(options);
    List<OpenedSlide> opened = new ArrayList<>();
    for (DemoSlide slide : slides) {
      try {
        opened.add(headers.read(slide));
      } catch (MissingMppException e) {
        throw new DemoFailure(
            e.getMessage() + ": say SLIDE_MPP=, in micrometres, for all slides like it.");
      } catch (IncompleteSlideException | IOException e) {
        throw new DemoFailure(
            "%s cannot be read (%s): take it out of %s, or mend it."
                .formatted(
                    slide.file(), e.getMessage(), slide.label().isEmpty() ? "SLIDES" : "LABELS"));
      }
    }
    if (options.slideMpp().isPresent() && opened.stream().allMatch(it -> it.override().isEmpty())) {
      headers.notes.add("SLIDE_MPP is not needed, and not used: every slide says its own");
    }
    told.addAll(headers.notes);
    return opened;
  }

  private OpenedSlide read(DemoSlide slide) throws IOException, IncompleteSlideException {
    Path file = slide.file();
    SlidesZip zip = SlidesZip.of(file);
    if (zip != SlidesZip.NONE) {
      return OpenedSlide.unopened(
          slide, zip == SlidesZip.OF_PICTURES ? required(slide) : ofZippedSlide(slide));
    }
    SlideFileSet set = SlideFileSets.of(file);
    if (set.files().size() > 1) {
      throw new DemoFailure(
          "%s is one of the %d files of a slide: put them into a zip, and say that instead."
              .formatted(file, set.files().size()));
    }
    if (set.flat()) {
      FieldConversion picture = FieldConversion.of(set.files());
      OptionalDouble override =
          picture.hasMpp() && slideMpp.isEmpty() ? OptionalDouble.empty() : required(slide);
      return new OpenedSlide(
          slide,
          override.isPresent() ? override : picture.mpp(),
          override,
          picture.widthPx(),
          picture.heightPx());
    }
    try {
      return open(slide, OptionalDouble.empty());
    } catch (MissingMppException e) {
      if (slideMpp.isEmpty()) {
        throw e;
      }
      return open(slide, slideMpp);
    }
  }

  private static OpenedSlide open(DemoSlide slide, OptionalDouble override) throws IOException {
    Optional<Mpp> said =
        override.isPresent() ? Optional.of(Mpp.override(override.getAsDouble())) : Optional.empty();
    try (Slide open = SlideFormats.open(slide.file(), said)) {
      double mpp = open.requireMpp().value();
      return new OpenedSlide(
          slide, OptionalDouble.of(mpp), override, open.widthPx(), open.heightPx());
    }
  }

  private OptionalDouble ofZippedSlide(DemoSlide slide) {
    if (slideMpp.isPresent()) {
      notes.add(
          "%s is taken to have SLIDE_MPP=%s, whatever the slide in it says"
              .formatted(slide.file().getFileName(), Mpp.text(slideMpp.getAsDouble())));
    }
    return slideMpp;
  }

  /** Of a picture, which does not say it. */
  private OptionalDouble required(DemoSlide slide) throws MissingMppException {
    if (slideMpp.isPresent()) {
      return slideMpp;
    }
    Path name = slide.file().getFileName();
    if (tileMpp.isEmpty()) {
      throw new MissingMppException(
          name + " is a flat picture, which does not say how large its pixels are");
    }
    if (!ofTiles) {
      ofTiles = true;
      notes.add(
          "%s and what else is a flat picture is taken to have MPP=%s (SLIDE_MPP= says otherwise)"
              .formatted(name, Mpp.text(tileMpp.getAsDouble())));
    }
    return tileMpp;
  }
}
