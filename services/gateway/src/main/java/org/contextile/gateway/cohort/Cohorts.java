// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.cohort.FoldWarnings;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.slide.BlankSlides;
import org.contextile.library.table.LabelTable;
import org.contextile.web.http.KeyedWrites;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Makes cohorts. */
@Service
class Cohorts {
  private final CohortRepository cohorts;
  private final CohortTable rows;
  private final SlideNames slides;
  private final BlankSlides blank;
  private final KeyedWrites writes;

  Cohorts(
      CohortRepository cohorts,
      CohortTable rows,
      SlideNames slides,
      BlankSlides blank,
      KeyedWrites writes) {
    this.cohorts = cohorts;
    this.rows = rows;
    this.slides = slides;
    this.blank = blank;
    this.writes = writes;
  }

  /** From a table whose rows name slides by id or by name. */
  CohortEntity create(String workspace, String name, LabelTable table) {
    return store(workspace, CohortText.name(name), slides.resolve(workspace, table));
  }

  /** From rows that name slides by id. */
  CohortEntity create(String workspace, String name, List<CohortRow> given) {
    slides.require(workspace, given);
    return store(workspace, CohortText.name(name), new GivenRows(given, List.of()));
  }

  private CohortEntity store(String workspace, String name, GivenRows given) {
    List<String> warnings = new ArrayList<>(given.notes());
    List<CohortRow> checked = checked(given.rows(), warnings);
    if (cohorts.existsByWorkspaceAndName(workspace, name)) {
      throw taken(name);
    }
    warnings.addAll(foldWarnings(workspace, checked));
    try {
      return writes.make(
          workspace,
          MadeType.COHORT,
          () -> {
            CohortEntity cohort = cohorts.saveAndFlush(new CohortEntity(workspace, name, warnings));
            rows.insert(entities(cohort.id(), checked));
            return cohort;
          },
          CohortEntity::id);
    } catch (DataIntegrityViolationException e) {
      // One of two reasons, each looked for: what else the database refuses is not for us to name.
      if (cohorts.existsByWorkspaceAndName(workspace, name)) {
        throw taken(name);
      }
      slides.require(workspace, checked);
      throw e;
    }
  }

  private static List<CohortRow> checked(List<CohortRow> given, List<String> warnings) {
    CohortText texts = new CohortText();
    List<CohortRow> clean = texts.clean(given);
    CohortRules.check(clean);
    if (texts.stripped() > 0) {
      warnings.add(
          "Blanks at the ends of %d patients or labels were taken off."
              .formatted(texts.stripped()));
    }
    List<CohortRow> numbered = FoldNumbers.renumber(clean, warnings);
    warnings.addAll(DoubtfulText.warnings(numbered));
    return numbered;
  }

  private List<String> foldWarnings(String workspace, List<CohortRow> checked) {
    List<CohortSlideEntity> entities = entities(new UUID(0, 0), checked);
    List<@Nullable Integer> folds = new ArrayList<>();
    checked.forEach(row -> folds.add(row.fold()));
    return FoldWarnings.of(
        entities, folds, blank.among(workspace, checked.stream().map(CohortRow::slideId).toList()));
  }

  private static List<CohortSlideEntity> entities(UUID cohort, List<CohortRow> given) {
    List<CohortSlideEntity> entities = new ArrayList<>(given.size());
    for (CohortRow row : given) {
      entities.add(
          new CohortSlideEntity(
              new CohortSlideKey(cohort, row.slideId()),
              entities.size(),
              row.patient(),
              row.label(),
              row.fold()));
    }
    return entities;
  }

  private static ProblemException taken(String name) {
    return new ProblemException(
        ProblemType.NAME_TAKEN, "There is a cohort of the name " + name + " already.");
  }
}
