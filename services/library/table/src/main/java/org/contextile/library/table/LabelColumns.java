// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where a table of slides has what: our own names, or else those of CLAM and STAMP.
 *
 * @param slide column of the slide's name or id
 * @param patient column of the patient
 * @param label column of the class
 * @param fold column of the fold; -1 for none
 * @param notes which other columns stand for these
 */
record LabelColumns(int slide, int patient, int label, int fold, List<String> notes) {
  private static final int SHOWN = 20;
  private static final String SLIDE = "slide";
  private static final String PATIENT = "patient";
  private static final String LABEL = "label";
  private static final String FOLD = "fold";
  private static final String STAMPS_SLIDE = "filename";
  private static final List<String> SLIDES = List.of("slide_id", STAMPS_SLIDE);
  private static final List<String> PATIENTS = List.of("case_id", "patient_id");

  LabelColumns {
    notes = List.copyOf(notes);
  }

  static LabelColumns of(Table table) {
    List<String> header =
        table.header().stream().map(name -> Cells.composed(name).toLowerCase(Locale.ROOT)).toList();
    List<String> notes = new ArrayList<>();
    int slide = find(table, header, SLIDE, SLIDES, notes);
    int patient = find(table, header, PATIENT, PATIENTS, notes);
    int fold = place(header, FOLD);
    int label = place(header, LABEL);
    if (slide >= 0 && patient >= 0 && label < 0) {
      label = target(table, header, List.of(slide, patient, fold), notes);
    }
    require(table, slide, SLIDE);
    require(table, patient, PATIENT);
    require(table, label, LABEL);
    return new LabelColumns(slide, patient, label, fold, notes);
  }

  private static int find(
      Table table, List<String> header, String name, List<String> others, List<String> notes) {
    int own = place(header, name);
    if (own >= 0) {
      return own;
    }
    List<String> found = others.stream().filter(header::contains).toList();
    if (found.size() > 1) {
      throw new TableException(
          "The header has %s, each of which may be the %s: call one of them %s."
              .formatted(String.join(" and ", found), name, name));
    }
    if (found.isEmpty()) {
      return -1;
    }
    int column = place(header, found.getFirst());
    notes.add("The column %s is read as the %s.".formatted(table.header().get(column), name));
    return column;
  }

  /** STAMP's target may have any name; of several columns we take none. */
  private static int target(
      Table table, List<String> header, List<Integer> taken, List<String> notes) {
    List<Integer> left =
        IntStream.range(0, header.size())
            .filter(column -> !taken.contains(column) && !header.get(column).isEmpty())
            .boxed()
            .toList();
    if (left.size() == 1 && header.contains(STAMPS_SLIDE)) {
      String name = table.header().get(left.getFirst());
      notes.add("The column %s is read as the label.".formatted(name));
      return left.getFirst();
    }
    if (!left.isEmpty()) {
      throw new TableException(
          "The header lacks the column label: call so that of "
              + joined(left.stream().map(table.header()::get).toList())
              + " which is to be predicted.");
    }
    return -1;
  }

  private static int place(List<String> header, String name) {
    int column = header.indexOf(name);
    if (column != header.lastIndexOf(name)) {
      throw new TableException("The header has the column " + name + " twice.");
    }
    return column;
  }

  private static void require(Table table, int column, String name) {
    if (column < 0) {
      throw new TableException(
          ("The header lacks the column %s; it has: %s. Cells are separated by commas, semicolons,"
                  + " tabs or |. STAMP's clinical and slide tables are to be joined into one.")
              .formatted(name, joined(table.header())));
    }
  }

  private static String joined(List<String> names) {
    return names.size() <= SHOWN
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + ", …";
  }
}
