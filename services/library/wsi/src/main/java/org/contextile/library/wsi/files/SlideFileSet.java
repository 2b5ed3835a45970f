// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that one slide is made of.
 *
 * @param main the one that is opened; the others lie in its folder or in one beside it
 * @param files all of them
 * @param notes sentences for the user on what may be missing
 */
public record SlideFileSet(Path main, List<Path> files, List<String> notes) {

  public SlideFileSet {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
    if (!files.contains(main)) {
      throw new IllegalArgumentException("The main file is one of the files: " + main);
    }
  }

  static SlideFileSet single(Path file) {
    return new SlideFileSet(file, List.of(file), List.of());
  }

  /** Whether a reader finds by the name of the main file, or in its folder, what it needs. */
  public boolean needsFolder() {
    return files.size() > 1 || SlideFileSets.looksBesideItself(main);
  }
}
