// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.split;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.api.SplitsApi;
import org.contextile.api.model.CohortClass;
import org.contextile.api.model.Split;
import org.contextile.api.model.SplitFold;
import org.contextile.api.model.SplitPage;
import org.contextile.api.model.SplitRequest;
import org.contextile.api.model.SplitSlide;
import org.contextile.api.patch.NotesPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.cohort.FoldWarnings;
import org.contextile.db.cohort.SplitEntity;
import org.contextile.db.cohort.SplitRepository;
import org.contextile.db.cohort.SplitScheme;
import org.contextile.db.slide.BlankSlides;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/cohorts/{cohortId}/splits}. */
@RestController
class SplitsController implements SplitsApi {
  private final Splits splits;
  private final SplitRepository rows;
  private final CohortRepository cohorts;
  private final Amendments amendments;
  private final Removals removals;
  private final CohortSlideRepository slides;
  private final BlankSlides blank;
  private final Workspace workspace;

  SplitsController(
      Splits splits,
      SplitRepository rows,
      CohortRepository cohorts,
      Amendments amendments,
      Removals removals,
      CohortSlideRepository slides,
      BlankSlides blank,
      Workspace workspace) {
    this.splits = splits;
    this.rows = rows;
    this.cohorts = cohorts;
    this.amendments = amendments;
    this.removals = removals;
    this.slides = slides;
    this.blank = blank;
    this.workspace = workspace;
  }

  @Override
  public ResponseEntity<Split> createSplit(UUID cohortId, SplitRequest request) {
    requireCohort(cohortId);
    var scheme = request.getScheme();
    CohortSplit split =
        splits.ensure(
            workspace.current(),
            cohortId,
            scheme == null ? null : SplitScheme.valueOf(scheme.getValue()),
            request.getFolds(),
            request.getSeed());
    Split body = withSlides(split);
    return split.fresh()
        ? ResponseEntity.created(
                URI.create("/v1/cohorts/%s/splits/%s".formatted(cohortId, body.getId())))
            .body(body)
        : ResponseEntity.ok(body);
  }

  @Override
  public ResponseEntity<Split> getSplit(UUID cohortId, UUID splitId) {
    SplitEntity row =
        splits
            .find(workspace.current(), cohortId, splitId)
            .orElseThrow(() -> ProblemException.notFound("split", splitId));
    return ResponseEntity.ok(withSlides(new CohortSplit(row, splits.cohort(cohortId), false)));
  }

  @Override
  public ResponseEntity<Split> updateSplit(UUID cohortId, UUID splitId, NotesPatch patch) {
    requireSplit(cohortId, splitId);
    amendments.amend(workspace.current(), Thing.SPLIT, splitId, patch);
    return getSplit(cohortId, splitId);
  }

  @Override
  public ResponseEntity<Void> deleteSplit(UUID cohortId, UUID splitId, Boolean cascade) {
    requireSplit(cohortId, splitId);
    removals.remove(workspace.current(), Thing.SPLIT, splitId, cascade);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<SplitPage> listSplits(
      UUID cohortId, Integer pageSize, @Nullable String pageToken) {
    requireCohort(cohortId);
    Page<SplitEntity> page =
        Page.of(
            pageSize,
            pageToken,
            SplitEntity::id,
            (before, limit) ->
                rows.findByCohortIdAndWorkspaceAndIdLessThanOrderByIdDesc(
                    cohortId, workspace.current(), before, limit));
    LabelledCohort cohort = splits.cohort(cohortId);
    return ResponseEntity.ok(
        new SplitPage()
            .items(page.map(row -> toApi(new CohortSplit(row, cohort, false))))
            .nextPageToken(page.nextPageToken()));
  }

  private void requireSplit(UUID cohortId, UUID splitId) {
    if (!rows.existsByIdAndCohortIdAndWorkspace(splitId, cohortId, workspace.current())) {
      throw ProblemException.notFound("split", splitId);
    }
  }

  private void requireCohort(UUID cohortId) {
    if (cohorts.findByIdAndWorkspace(cohortId, workspace.current()).isEmpty()) {
      throw ProblemException.notFound("cohort", cohortId);
    }
  }

  private Split withSlides(CohortSplit split) {
    List<CohortSlideEntity> all = slides.findByKeyCohortIdOrderByPosition(split.row().cohortId());
    List<Integer> foldOf = split.row().foldOf();
    return toApi(split)
        .slides(
            IntStream.range(0, all.size())
                .mapToObj(i -> new SplitSlide(all.get(i).slideId(), foldOf.get(i)))
                .toList())
        .warnings(
            FoldWarnings.of(
                all,
                foldOf,
                blank.among(
                    split.row().workspace(),
                    all.stream().map(CohortSlideEntity::slideId).toList())));
  }

  private static Split toApi(CohortSplit split) {
    SplitEntity row = split.row();
    Split body =
        new Split()
            .id(row.id())
            .cohortId(row.cohortId())
            .scheme(org.contextile.api.model.SplitScheme.fromValue(row.scheme().name()))
            .folds(folds(split))
            .notes(row.notes())
            .createdAt(row.createdAt())
            .createdBy(row.createdBy());
    return row.scheme() == SplitScheme.GIVEN ? body : body.seed(row.seed());
  }

  private static List<SplitFold> folds(CohortSplit split) {
    LabelledCohort cohort = split.cohort();
    List<SplitFold> folds = new ArrayList<>();
    for (int fold = 0; fold < split.row().folds(); fold++) {
      List<LabelledSlide> slides =
          split.folds().test(fold).stream().map(cohort.slides()::get).toList();
      var byLabel = slides.stream().collect(Collectors.groupingBy(LabelledSlide::label));
      List<CohortClass> classes =
          byLabel.entrySet().stream()
              .sorted(java.util.Map.Entry.comparingByKey())
              .map(
                  of ->
                      new CohortClass(
                          cohort.classes().get(of.getKey()),
                          of.getValue().size(),
                          patients(of.getValue())))
              .toList();
      folds.add(new SplitFold(fold, slides.size(), patients(slides), classes));
    }
    return folds;
  }

  private static int patients(List<LabelledSlide> slides) {
    return (int) slides.stream().map(LabelledSlide::patient).distinct().count();
  }
}
