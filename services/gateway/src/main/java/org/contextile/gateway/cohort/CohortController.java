// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.CohortsApi;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortPage;
import org.contextile.api.model.CohortRequest;
import org.contextile.api.model.CohortSlide;
import org.contextile.api.model.CohortSlidePage;
import org.contextile.api.patch.NamedPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.FileName;
import org.contextile.db.cohort.CohortCounts;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.web.http.Page;
import org.contextile.web.http.RowToken;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code /v1/cohorts}. */
@RestController
class CohortController implements CohortsApi {
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  private final Cohorts writing;
  private final CohortRepository cohorts;
  private final CohortSlideRepository rows;
  private final CohortTable table;
  private final SlideNames slides;
  private final CreatedCohorts created;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;
  private final WebRequest request;

  CohortController(
      Cohorts writing,
      CohortRepository cohorts,
      CohortSlideRepository rows,
      CohortTable table,
      SlideNames slides,
      CreatedCohorts created,
      Amendments amendments,
      Removals removals,
      Workspace workspace,
      WebRequest request) {
    this.writing = writing;
    this.cohorts = cohorts;
    this.rows = rows;
    this.table = table;
    this.slides = slides;
    this.created = created;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
    this.request = request;
  }

  @Override
  public ResponseEntity<Cohort> createCohortWithJson(CohortRequest request, @Nullable String name) {
    List<CohortSlide> given = request.getSlides();
    List<CohortRow> numbered =
        IntStream.range(0, given.size()).mapToObj(i -> row(i, given.get(i))).toList();
    return created(writing.create(workspace.current(), request.getName(), numbered));
  }

  @Override
  public ResponseEntity<Cohort> createCohortWithCsv(Resource body, @Nullable String name) {
    if (name == null || name.isBlank()) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST.with("Give the cohort's name as ?name=….").at("/name"));
    }
    return created(
        writing.create(workspace.current(), name, CohortCsv.read(bytes(body), declared())));
  }

  @Override
  public ResponseEntity<CohortPage> listCohorts(Integer pageSize, @Nullable String pageToken) {
    Page<CohortEntity> page =
        Page.of(
            pageSize,
            pageToken,
            CohortEntity::id,
            (before, limit) ->
                cohorts.findByWorkspaceAndIdLessThanOrderByIdDesc(
                    workspace.current(), before, limit));
    Map<UUID, CohortCounts> counts =
        table.counts(page.items().stream().map(CohortEntity::id).toList());
    return ResponseEntity.ok(
        new CohortPage(page.map(it -> toApi(it, counts))).nextPageToken(page.nextPageToken()));
  }

  @Override
  public ResponseEntity<Cohort> getCohort(UUID cohortId) {
    return ResponseEntity.ok(toApi(find(cohortId)));
  }

  @Override
  public ResponseEntity<Cohort> updateCohort(UUID cohortId, NamedPatch patch) {
    String name = patch.name();
    if (name != null) {
      patch.setName(CohortText.name(name));
    }
    amendments.amend(workspace.current(), Thing.COHORT, cohortId, patch);
    return getCohort(cohortId);
  }

  @Override
  public ResponseEntity<Void> deleteCohort(UUID cohortId, Boolean cascade) {
    removals.remove(workspace.current(), Thing.COHORT, cohortId, cascade);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<CohortSlidePage> listCohortSlides(
      UUID cohortId, Integer pageSize, @Nullable String pageToken) {
    int start = RowToken.start(pageToken);
    List<CohortSlideEntity> found =
        rows.findByKeyCohortIdAndPositionGreaterThanEqualOrderByPosition(
            find(cohortId).id(), start, Limit.of(pageSize + 1));
    List<CohortSlide> items = found.stream().limit(pageSize).map(CohortMapping::toApi).toList();
    String next = found.size() > pageSize ? RowToken.of(found.getLast().position()) : null;
    return ResponseEntity.ok(new CohortSlidePage(items).nextPageToken(next));
  }

  @Override
  public ResponseEntity<Resource> getCohortCsv(UUID cohortId) {
    CohortEntity cohort = find(cohortId);
    List<CohortSlideEntity> all = rows.findByKeyCohortIdOrderByPosition(cohort.id());
    var names =
        slides.known(workspace.current(), all.stream().map(CohortSlideEntity::slideId).toList());
    return ResponseEntity.ok()
        .contentType(CSV)
        .header(HttpHeaders.CONTENT_DISPOSITION, FileName.attachment(cohort.name() + ".csv"))
        .body(new ByteArrayResource(CohortCsv.write(all, names).getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] bytes(Resource body) {
    try {
      return body.getContentAsByteArray();
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.BAD_REQUEST.with("The table did not come in whole: send it again."), e);
    }
  }

  /** The encoding that the request says its table has. */
  private @Nullable Charset declared() {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? null : MediaType.parseMediaType(type).getCharset();
  }

  private ResponseEntity<Cohort> created(CohortEntity cohort) {
    return created.to(cohort.workspace(), cohort.id());
  }

  private CohortEntity find(UUID id) {
    return cohorts
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("cohort", id));
  }

  private Cohort toApi(CohortEntity cohort) {
    return toApi(cohort, table.counts(List.of(cohort.id())));
  }

  private static Cohort toApi(CohortEntity cohort, Map<UUID, CohortCounts> counts) {
    return CohortMapping.toApi(cohort, counts.getOrDefault(cohort.id(), CohortCounts.EMPTY));
  }

  private static CohortRow row(int index, CohortSlide slide) {
    return new CohortRow(
        new RowPlace(index, 0),
        slide.getSlideId(),
        slide.getPatient(),
        slide.getLabel(),
        slide.getFold());
  }
}
