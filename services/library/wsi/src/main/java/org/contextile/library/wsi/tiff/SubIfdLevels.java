// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.slide.Level;

/** Coarser levels in SubIFDs, where OME-TIFF has them, which OpenSlide does not see. */
public final class SubIfdLevels {
  private SubIfdLevels() {}

  /**
   * Says which there are, as a sentence; empty when there are none.
   *
   * @param levels that are read
   */
  public static Optional<String> unseen(Path file, List<Level> levels) throws IOException {
    Level first = levels.getFirst();
    List<TiffPage> unseen =
        TiffFile.read(file).stream()
            .flatMap(tags -> tags.pages().stream())
            .filter(page -> has(page, first))
            .flatMap(page -> page.subPages().stream())
            .filter(page -> levels.stream().noneMatch(level -> has(page, level)))
            .filter(page -> page.widthPx() < first.widthPx())
            .filter(page -> page.heightPx() < first.heightPx())
            .sorted(Comparator.comparingLong(TiffPage::widthPx).reversed())
            .toList();
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The file has coarser levels in SubIFDs, %d of them, the largest %d × %d px. They are not read: the other levels serve, and what they lack is made of them."
                .formatted(
                    unseen.size(), unseen.getFirst().widthPx(), unseen.getFirst().heightPx()));
  }

  private static boolean has(TiffPage page, Level level) {
    return page.widthPx() == level.widthPx() && page.heightPx() == level.heightPx();
  }
}
