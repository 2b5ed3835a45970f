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
 * @param flat whether they are flat pictures, which no reader of slides opens: one, or tiles of one
 *     in the order of their names
 */
public record SlideFileSet(Path main, List<Path> files, List<String> notes, boolean flat) {

  public SlideFileSet {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
    if (!files.contains(main)) {
      throw new IllegalArgumentException("The main file is one of the files: " + main);
    }
  }

  SlideFileSet(Path main, List<Path> files, List<String> notes) {
    this(main, files, notes, false);
  }

  static SlideFileSet single(Path file) {
    return new SlideFileSet(file, List.of(file), List.of());
  }

  static SlideFileSet ofPictures(List<Path> files) {
    return new SlideFileSet(files.getFirst(), files, List.of(), true);
  }

  /** Whether a reader finds by the name of the main file, or in its folder, what it needs. */
  public boolean needsFolder() {
    return files.size() > 1 || SlideFileSets.looksBesideItself(main);
  }
}
