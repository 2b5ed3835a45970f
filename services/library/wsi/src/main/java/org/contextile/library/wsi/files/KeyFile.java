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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that a text of keys and values names: Hamamatsu's VMS and VMU, MRXS's Slidedat.ini. */
final class KeyFile {
  static final String SLIDEDAT = "Slidedat.ini";

  private static final int HEAD_BYTES = 256;
  private static final int MOST_BYTES = 8 << 20;

  private static final Pattern HAMAMATSU =
      Pattern.compile("\\s*\\[(Uncompressed )?Virtual Microscope Specimen]");
  private static final Pattern PICTURE =
      Pattern.compile("(ImageFile(\\([^)]*\\))?|MapFile|OptimisationFile|MacroImage)\\s*=\\s*(.*)");
  private static final Pattern DATA = Pattern.compile("(FILE_\\d+|INDEXFILE)\\s*=\\s*(.*)");

  private KeyFile() {}

  /** The files that a VMS or VMU names; nothing of any other file. */
  static Optional<List<String>> hamamatsu(Path file) throws IOException {
    return HAMAMATSU.matcher(text(file, HEAD_BYTES)).lookingAt()
        ? Optional.of(values(text(file, MOST_BYTES), PICTURE, 3))
        : Optional.empty();
  }

  /** The files that the text of an MRXS's folder names. */
  static List<String> slidedat(Path file) throws IOException {
    return values(text(file, MOST_BYTES), DATA, 2);
  }

  private static String text(Path file, int mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(mostBytes), StandardCharsets.ISO_8859_1);
      return text.startsWith("ï»¿") ? text.substring(3) : text;
    }
  }

  private static List<String> values(String text, Pattern line, int group) {
    List<String> values = new ArrayList<>();
    text.lines()
        .forEach(
            it -> {
              Matcher named = line.matcher(it.strip());
              if (named.matches() && !named.group(group).isBlank()) {
                values.add(named.group(group).strip());
              }
            });
    return values;
  }

  /** Whether what a text names is a file beside it, and nothing elsewhere. */
  static boolean isPlain(String name) {
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
