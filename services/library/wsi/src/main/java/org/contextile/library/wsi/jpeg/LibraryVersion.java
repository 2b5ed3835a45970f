// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which libjpeg-turbo a library is. No function tells it, and Debian's carries no text that does:
 * it is then named by its digest.
 */
final class LibraryVersion {
  private static final Pattern TEXT = Pattern.compile("libjpeg-turbo version (\\d+[.\\d]*)");
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final int DIGITS = 12;

  private LibraryVersion() {}

  /**
   * As one word, such as {@code 3.0.1} or {@code sha256:0123456789ab}.
   *
   * @param place a path, or a name by which the system found it
   */
  static String of(String place) {
    try {
      Optional<Path> file = place.contains("/") ? Optional.of(Path.of(place)) : mapped(place);
      return file.isEmpty() ? "unknown" : read(file.get());
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    var match = TEXT.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (match.find()) {
      return match.group(1);
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the system found a library that is loaded. */
  private static Optional<Path> mapped(String name) throws IOException {
    String stem = name.substring(0, name.indexOf('.'));
    try (Stream<String> lines = Files.lines(MAPPED, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("/" + stem))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    }
  }
}
