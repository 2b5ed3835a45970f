// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.table.Cells;
import org.contextile.library.table.LabelTable;
import org.contextile.library.table.TableException;

/**
 * The user's labels, read as the server reads a cohort's table: the columns slide, patient, label
 * and, maybe, fold.
 *
 * @param slides in the table's order
 * @param notes what was read otherwise than it stands
 */
record LabelFile(List<DemoSlide> slides, List<String> notes) {

  LabelFile {
    slides = List.copyOf(slides);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a table of slides in a folder.
   *
   * @throws DemoFailure if it cannot be read for sure, or names a file that is not there
   */
  static LabelFile read(Path labels, Path folder) {
    try {
      LabelTable table = LabelTable.read(Files.readAllBytes(labels), null);
      SlideFiles files = SlideFiles.in(folder);
      List<DemoSlide> slides = new ArrayList<>();
      for (LabelTable.Row row : table.rows()) {
        Path file =
            files
                .named(row.slide())
                .orElseThrow(
                    () ->
                        new DemoFailure(
                            "%s, line %d: %s is not the name of one file in %s, nor such without its extension."
                                .formatted(labels, row.line(), row.slide(), folder)));
        require(labels, row, "patient", row.patient());
        require(labels, row, "label", row.label());
        slides.add(new DemoSlide(file, row.patient(), row.label(), row.fold()));
      }
      return new LabelFile(slides, table.notes());
    } catch (TableException e) {
      throw new DemoFailure(labels + ": " + e.getMessage());
    } catch (IOException e) {
      throw new DemoFailure("Cannot read %s with %s: %s".formatted(labels, folder, e));
    }
  }

  private static void require(Path labels, LabelTable.Row row, String what, String text) {
    Cells.fault(text)
        .ifPresent(
            fault -> {
              throw new DemoFailure(
                  "%s, line %d: the %s %s.".formatted(labels, row.line(), what, fault));
            });
  }
}
