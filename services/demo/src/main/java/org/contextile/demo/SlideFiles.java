// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contextile.library.table.Cells;

/** Finds the slides of a folder by their names, as cohorts find theirs. */
final class SlideFiles {
  private static final Pattern EXTENSION =
      Pattern.compile("(\\.ome)?\\.[a-z][a-z0-9]{1,7}", Pattern.CASE_INSENSITIVE);

  private final Path folder;
  private final List<Path> files;

  private SlideFiles(Path folder, List<Path> files) {
    this.folder = folder;
    this.files = files;
  }

  static SlideFiles in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new SlideFiles(folder, all.filter(Files::isRegularFile).toList());
    }
  }

  /** The one file of a name: as it stands, else by Unicode's composition, by case, by its stem. */
  Optional<Path> named(String name) {
    return itself(name)
        .or(() -> only(name, String::equals))
        .or(
            () ->
                only(
                    name.toLowerCase(Locale.ROOT),
                    (asked, is) -> is.toLowerCase(Locale.ROOT).equals(asked)))
        .or(() -> only(name, SlideFiles::isStem));
  }

  private Optional<Path> itself(String name) {
    try {
      return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> only(String name, BiPredicate<String, String> same) {
    String asked = Cells.composed(name);
    List<Path> found =
        files.stream()
            .filter(file -> same.test(asked, Cells.composed(file.getFileName().toString())))
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean isStem(String asked, String is) {
    return is.startsWith(asked) && EXTENSION.matcher(is.substring(asked.length())).matches();
  }
}
