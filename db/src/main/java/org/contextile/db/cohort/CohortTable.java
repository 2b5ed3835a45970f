// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes and counts the rows of cohorts, each in one statement however many rows there are. */
public class CohortTable {
  private static final String INSERT =
      """
      INSERT INTO cohort_slide (cohort_id, slide_id, position, patient, label, fold)
      SELECT :cohort, slide, place - 1, patient, label, fold
      FROM unnest(:slides, :patients, :labels, CAST(:folds AS integer[]))
        WITH ORDINALITY AS listed (slide, patient, label, fold, place)
      """;

  /** A row for each label of each cohort, and one with no label for the cohort. */
  private static final String COUNT =
      """
      SELECT cohort_id, label, count(*) AS slides, count(DISTINCT patient) AS patients,
             count(DISTINCT fold) AS folds
      FROM cohort_slide WHERE cohort_id = ANY (:cohorts)
      GROUP BY GROUPING SETS ((cohort_id), (cohort_id, label))
      """;

  private final JdbcClient jdbc;

  public CohortTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds rows of a cohort, in the caller's transaction, which has written the cohort itself. */
  public void insert(List<CohortSlideEntity> rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.sql(INSERT)
        .param("cohort", rows.getFirst().cohortId())
        .param("slides", rows.stream().map(CohortSlideEntity::slideId).toArray(UUID[]::new))
        .param("patients", rows.stream().map(CohortSlideEntity::patient).toArray(String[]::new))
        .param("labels", rows.stream().map(CohortSlideEntity::label).toArray(String[]::new))
        .param("folds", rows.stream().map(CohortSlideEntity::fold).toArray(Integer[]::new))
        .update();
  }

  /** The counts of cohorts, by their ids; a cohort without rows is left out. */
  public Map<UUID, CohortCounts> counts(Collection<UUID> cohorts) {
    Map<UUID, CohortCounts> whole = new HashMap<>();
    Map<UUID, List<CohortCounts.LabelCount>> classes = new HashMap<>();
    jdbc.sql(COUNT)
        .param("cohorts", cohorts.toArray(UUID[]::new))
        .query(
            row -> {
              UUID cohort = row.getObject("cohort_id", UUID.class);
              String label = row.getString("label");
              int slides = row.getInt("slides");
              int patients = row.getInt("patients");
              if (label == null) {
                whole.put(
                    cohort, new CohortCounts(slides, patients, row.getInt("folds"), List.of()));
              } else {
                classes
                    .computeIfAbsent(cohort, _ -> new ArrayList<>())
                    .add(new CohortCounts.LabelCount(label, slides, patients));
              }
            });
    whole.replaceAll(
        (cohort, of) ->
            new CohortCounts(
                of.slides(), of.patients(), of.folds(), classes.getOrDefault(cohort, List.of())));
    return whole;
  }
}
