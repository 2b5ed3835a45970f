// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.plausibility.PlausibilityCheck;
import org.contextile.library.wsi.plausibility.UnopenedTiff;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Plausibility;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.stored.StoredTileReader;
import org.contextile.library.wsi.tiff.TiffFile;

/**
 * Opens slide files: all by OpenSlide, and beside it by their stored JPEG tiles where these give
 * the same pixels faster.
 */
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
   * Opens a slide whose microns per pixel the user may state. What its figures contradict is not
   * used: see {@link Slide#plausibility}.
   *
   * @throws UnsupportedPixelsException when its tags say that its pixels would be shown wrong
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static Slide open(Path file, Optional<Mpp> mppOverride) throws UnreadableSlideException {
    Optional<TiffFile> tags = tags(file);
    PixelReader reader = reader(file, tags);
    boolean opened = false;
    try {
      Plausibility plausibility = PlausibilityCheck.of(reader, tags, mppOverride);
      opened = true;
      return Slide.of(reader, mppOverride, plausibility);
    } finally {
      if (!opened) {
        reader.close();
      }
    }
  }

  private static PixelReader reader(Path file, Optional<TiffFile> tags)
      throws UnreadableSlideException {
    try {
      return opened(file, tags);
    } catch (UnreadableSlideException e) {
      Optional<String> reason = tags.flatMap(UnopenedTiff::explain);
      throw reason.isEmpty()
          ? e
          : new UnreadableSlideException(file.getFileName() + ": " + reason.get(), e);
    }
  }

  /** Empty when it is no TIFF; whether it can be read at all, its reader finds out. */
  private static Optional<TiffFile> tags(Path file) {
    try {
      return TiffFile.read(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens the pixels of a slide.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static PixelReader reader(Path file) throws UnreadableSlideException {
    return opened(file, tags(file));
  }

  private static PixelReader opened(Path file, Optional<TiffFile> tags)
      throws UnreadableSlideException {
    PixelReader reader = OpenSlideReader.open(file);
    boolean opened = false;
    try {
      PixelReader beside = StoredTileReader.open(file, tags, reader);
      opened = true;
      return beside;
    } finally {
      if (!opened) {
        reader.close();
      }
    }
  }

  /** Whether a file is of a format that slides have; it may be broken all the same. */
  public static boolean recognises(Path file) {
    return OpenSlideReader.recognises(file);
  }

  /** What this process decodes slides with. */
  public static ReaderVersion readerVersion() {
    return StoredTileReader.version(new ReaderVersion("openslide", openSlideVersion()));
  }

  /** What decodes stored JPEG tiles in this process, and where it is; or why nothing does. */
  public static String storedTiles() {
    return TurboJpeg.place();
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
