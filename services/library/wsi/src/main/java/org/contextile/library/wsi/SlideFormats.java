// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi;

import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/** Opens slide files, each with the reader that its format has. All have OpenSlide today. */
public final class SlideFormats {
  private SlideFormats() {}

  /**
   * Opens a slide. A DICOM series opens from any of its files.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static Slide open(Path file) throws UnreadableSlideException {
    return open(file, Optional.empty());
  }

  /**
   * Opens a slide whose microns per pixel the user may state.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static Slide open(Path file, Optional<Mpp> mppOverride) throws UnreadableSlideException {
    return Slide.of(reader(file), mppOverride);
  }

  /**
   * Opens the pixels of a slide.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static PixelReader reader(Path file) throws UnreadableSlideException {
    return OpenSlideReader.open(file);
  }

  /** Whether a file is of a format that slides have; it may be broken all the same. */
  public static boolean recognises(Path file) {
    return OpenSlideReader.recognises(file);
  }

  /** What this process decodes slides with. */
  public static ReaderVersion readerVersion() {
    return new ReaderVersion("openslide", openSlideVersion());
  }

  /**
   * The version of the OpenSlide library in use, such as {@code 4.0.1}. A process that reads slides
   * asks for it when it starts.
   *
   * @throws UnsatisfiedLinkError when there is no library that is new enough, with how to get it
   */
  public static String openSlideVersion() {
    return OpenSlideReader.libraryVersion();
  }
}
