// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.util.List;
import java.util.UUID;
import org.contextile.api.FeatureSetsApi;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.FeatureSetPage;
import org.contextile.api.model.UnreadableTile;
import org.contextile.api.model.UnreadableTilePage;
import org.contextile.api.patch.NotesPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactDownload;
import org.contextile.db.artifact.ArtifactRepository;
import org.contextile.db.feature.FeatureProvenances;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideStem;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.library.featurefile.FeatureLayout;
import org.contextile.library.featurefile.UnreadablePatch;
import org.contextile.web.http.Page;
import org.contextile.web.http.RowToken;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.data.domain.Limit;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/feature-sets}. */
@RestController
class FeatureSetsController implements FeatureSetsApi {

  private final FeatureSetRepository featureSets;
  private final TilingRepository tilings;
  private final SlideRepository slides;
  private final ArtifactRepository artifacts;
  private final ModelRepository models;
  private final FeatureLayouts layouts;
  private final UnreadableTiles unreadable;
  private final ArtifactDownload downloads;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;

  FeatureSetsController(
      FeatureSetRepository featureSets,
      TilingRepository tilings,
      SlideRepository slides,
      ArtifactRepository artifacts,
      ModelRepository models,
      FeatureLayouts layouts,
      UnreadableTiles unreadable,
      ArtifactDownload downloads,
      Amendments amendments,
      Removals removals,
      Workspace workspace) {
    this.featureSets = featureSets;
    this.tilings = tilings;
    this.slides = slides;
    this.artifacts = artifacts;
    this.models = models;
    this.layouts = layouts;
    this.unreadable = unreadable;
    this.downloads = downloads;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
  }

  @Override
  public ResponseEntity<Resource> getFeatureFile(
      UUID featureSetId, org.contextile.api.model.FeatureLayout layout) {
    FeatureSetEntity set = find(featureSetId);
    String tenant = workspace.current();
    SlideEntity slide = slides.findByIdAndWorkspace(set.slideId(), tenant).orElseThrow();
    ModelEntity model = models.findByIdAndWorkspace(set.modelId(), tenant).orElseThrow();
    String digest = layouts.digest(set, FeatureLayout.valueOf(layout.name()), slide, model);
    // CLAM, STAMP and TRIDENT look for a slide's features under its name.
    return downloads.attachment(
        digest, FeatureLayouts.MEDIA_TYPE, SlideStem.of(slide.name()) + ".h5");
  }

  @Override
  public ResponseEntity<FeatureSet> getFeatureSet(UUID featureSetId) {
    return ResponseEntity.ok(toApi(find(featureSetId)));
  }

  @Override
  public ResponseEntity<FeatureSet> updateFeatureSet(UUID featureSetId, NotesPatch patch) {
    amendments.amend(workspace.current(), Thing.FEATURE_SET, featureSetId, patch);
    return getFeatureSet(featureSetId);
  }

  @Override
  public ResponseEntity<Void> deleteFeatureSet(UUID featureSetId, Boolean cascade) {
    removals.remove(workspace.current(), Thing.FEATURE_SET, featureSetId, cascade);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<FeatureSetPage> listFeatureSets(
      @Nullable UUID slideId,
      @Nullable UUID modelId,
      Integer pageSize,
      @Nullable String pageToken) {
    Page<FeatureSetEntity> page =
        Page.of(
            pageSize,
            pageToken,
            FeatureSetEntity::id,
            (before, limit) -> rows(slideId, modelId, before, limit));
    return ResponseEntity.ok(
        new FeatureSetPage().items(page.map(this::toApi)).nextPageToken(page.nextPageToken()));
  }

  @Override
  public ResponseEntity<UnreadableTilePage> listUnreadableTiles(
      UUID featureSetId, Integer pageSize, @Nullable String pageToken) {
    List<UnreadablePatch> all = unreadable.of(find(featureSetId));
    int from = Math.min(RowToken.start(pageToken), all.size());
    int to = (int) Math.min((long) from + pageSize, all.size());
    List<UnreadableTile> items =
        all.subList(from, to).stream()
            .map(it -> new UnreadableTile().x(it.x()).y(it.y()).reason(it.reason()))
            .toList();
    return ResponseEntity.ok(
        new UnreadableTilePage()
            .items(items)
            .nextPageToken(to < all.size() ? RowToken.of(to) : null));
  }

  private List<FeatureSetEntity> rows(
      @Nullable UUID slideId, @Nullable UUID modelId, UUID before, Limit limit) {
    return featureSets.findPage(workspace.current(), slideId, modelId, before, limit);
  }

  private FeatureSet toApi(FeatureSetEntity row) {
    return new FeatureSet()
        .id(row.id())
        .slideId(row.slideId())
        .modelId(row.modelId())
        .tilingId(row.tilingId())
        .tiling(TilingSpecs.toApi(tilings.findById(row.tilingId()).orElseThrow().spec()))
        .provenance(FeatureProvenances.toApi(row.provenance()))
        .tileCount(row.tileCount())
        .unreadableTileCount(row.unreadableCount())
        .featureDim(row.featureDim())
        .digest(row.artifactDigest())
        .sizeBytes(artifacts.findById(row.artifactDigest()).orElseThrow().sizeBytes())
        .jobId(row.jobId())
        .notes(row.notes())
        .createdAt(row.createdAt())
        .createdBy(row.createdBy());
  }

  private FeatureSetEntity find(UUID id) {
    return featureSets
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("feature set", id));
  }
}
