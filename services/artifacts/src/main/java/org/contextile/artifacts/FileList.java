// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.contextile.api.problem.ProblemException;
import org.contextile.library.storage.Sha256;

/**
 * Stored files that belong together, under their names: paths without {@code ..}, divided by {@code
 * /}. As bytes it is a line a file, its digest before its name, as {@code sha256sum} writes them.
 */
public final class FileList {
  static final String MEDIA_TYPE = "text/plain";

  private static final String BETWEEN = "  ";

  private final SortedMap<String, String> digests;

  /**
   * @param digests of the files by name
   * @throws ProblemException {@code unsafe-name} if {@link FileNames} refuses one of the names, or
   *     two of them beside each other
   */
  public FileList(Map<String, String> digests) {
    this.digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    FileNames names = new FileNames();
    this.digests.forEach(
        (name, digest) -> {
          var _ = Sha256.check(digest);
          names.add(name, null);
        });
  }

  static FileList parse(byte[] bytes) {
    SortedMap<String, String> digests = new TreeMap<>();
    new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              int end = line.indexOf(BETWEEN);
              digests.put(line.substring(end + BETWEEN.length()), line.substring(0, end));
            });
    return new FileList(digests);
  }

  byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    digests.forEach(
        (name, digest) -> text.append(digest).append(BETWEEN).append(name).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Digests by name. */
  public SortedMap<String, String> byName() {
    return digests;
  }

  Collection<String> digests() {
    return digests.values();
  }
}
