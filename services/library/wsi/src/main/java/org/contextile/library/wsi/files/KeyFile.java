// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/** The files that a text of keys and values names: Hamamatsu's VMS and VMU, MRXS's Slidedat.ini. */
final class KeyFile {
  static final String SLIDEDAT = "Slidedat.ini";

  /** OpenSlide reads no longer text of Hamamatsu's. */
  private static final int MOST_HAMAMATSU_BYTES = 64 << 10;

  private static final int MOST_SLIDEDAT_BYTES = 1 << 20;

  /** The group may stand behind others and comments. */
  private static final String HAMAMATSU = "Virtual Microscope Specimen]";

  private static final Pattern PICTURE =
      Pattern.compile("ImageFile(\\([^)]*\\))?|MapFile|OptimisationFile|MacroImage");
  private static final Pattern DATA = Pattern.compile("FILE_\\d+|INDEXFILE");

  /** What keys begin with whose values OpenSlide may take for a file's name, however they go on. */
  private static final List<String> NAMING =
      List.of("ImageFile", "MapFile", "OptimisationFile", "MacroImage", "FILE_", "INDEXFILE");

  private KeyFile() {}

  /**
   * The files that a VMS or VMU names; nothing of any other file.
   *
   * @throws UnreadableSlideException if a key names a file elsewhere
   */
  static Optional<List<String>> hamamatsu(Path file) throws IOException {
    if (Files.size(file) > MOST_HAMAMATSU_BYTES) {
      return Optional.empty();
    }
    String text = text(file, MOST_HAMAMATSU_BYTES);
    return text.contains(HAMAMATSU) ? Optional.of(values(file, text, PICTURE)) : Optional.empty();
  }

  /**
   * The files that the text of an MRXS's folder names.
   *
   * @throws UnreadableSlideException if a key names a file elsewhere, or the text is too long
   */
  static List<String> slidedat(Path file) throws IOException {
    if (Files.size(file) > MOST_SLIDEDAT_BYTES) {
      throw new UnreadableSlideException(SLIDEDAT + " is longer than any that OpenSlide reads");
    }
    return values(file, text(file, MOST_SLIDEDAT_BYTES), DATA);
  }

  private static String text(Path file, int mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(mostBytes), StandardCharsets.ISO_8859_1);
    }
  }

  /** Lines end where the reader's do, at a line feed alone; what it takes for blank is blank. */
  private static List<String> values(Path file, String text, Pattern key) throws IOException {
    List<String> values = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      // A mark may stand before the first.
      if (NAMING.stream().noneMatch(name::contains) || value.isEmpty()) {
        continue;
      }
      if (!isPlain(value)) {
        throw new UnreadableSlideException(
            file.getFileName() + " names a file that is not beside it");
      }
      if (key.matcher(name).matches()) {
        values.add(value);
      }
    }
    return values;
  }

  /** Whether what a text names is a file beside it, and nothing elsewhere. */
  private static boolean isPlain(String name) {
    return !name.contains("/")
        && !name.contains("\\")
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(Character::isISOControl);
  }

  static boolean hasExtension(Path file, String... extensions) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (String extension : extensions) {
      if (name.endsWith(extension)) {
        return true;
      }
    }
    return false;
  }
}
