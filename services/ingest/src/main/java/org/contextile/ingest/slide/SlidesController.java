// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.api.SlidesApi;
import org.contextile.api.model.Job;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.SlidePage;
import org.contextile.api.model.SlideTiles;
import org.contextile.api.model.TilingPage;
import org.contextile.api.patch.NamedPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactDownload;
import org.contextile.db.slide.ShownSlide;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideStem;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.ingest.arrival.SlideArrivals;
import org.contextile.ingest.arrival.SlideName;
import org.contextile.ingest.slide.MadeTiles.Viewer;
import org.contextile.jobs.view.AcceptedJobs;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartFile;

/** {@code /v1/slides}. */
@RestController
class SlidesController implements SlidesApi {
  private final SlideArrivals arrivals;
  private final AcceptedJobs accepted;
  private final SlideRepository slides;
  private final ShownSlides shown;
  private final SlideList list;
  private final SlideTilings tilings;
  private final SlideMapping mapping;
  private final DeepZoomTiles pyramids;
  private final NativeSlideTiles tiles;
  private final ArtifactDownload downloads;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;
  private final WebRequest request;

  SlidesController(
      SlideArrivals arrivals,
      AcceptedJobs accepted,
      SlideRepository slides,
      ShownSlides shown,
      SlideList list,
      SlideTilings tilings,
      SlideMapping mapping,
      DeepZoomTiles pyramids,
      NativeSlideTiles tiles,
      ArtifactDownload downloads,
      Amendments amendments,
      Removals removals,
      Workspace workspace,
      WebRequest request) {
    this.arrivals = arrivals;
    this.accepted = accepted;
    this.slides = slides;
    this.shown = shown;
    this.list = list;
    this.tilings = tilings;
    this.mapping = mapping;
    this.pyramids = pyramids;
    this.tiles = tiles;
    this.downloads = downloads;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
    this.request = request;
  }

  @Override
  public ResponseEntity<Job> createSlideWithFormData(
      MultipartFile file,
      @Nullable String name,
      @Nullable Double mppOverride,
      @Nullable String tiling) {
    return accepted(
        arrivals.take(
            workspace.current(), file, file.getOriginalFilename(), name, mppOverride, tiling));
  }

  @Override
  public ResponseEntity<Job> createSlideWithJson(SlideImport slideImport) {
    return accepted(arrivals.take(workspace.current(), slideImport));
  }

  @Override
  public ResponseEntity<SlidePage> listSlides(
      @Nullable UUID cohortId,
      @Nullable String name,
      Integer pageSize,
      @Nullable String pageToken) {
    Page<SlideEntity> page =
        Page.of(
            pageSize,
            pageToken,
            SlideEntity::id,
            (before, limit) -> list.page(workspace.current(), cohortId, name, before, limit));
    return ResponseEntity.ok(
        new SlidePage().items(mapping.toApi(page.items())).nextPageToken(page.nextPageToken()));
  }

  @Override
  public ResponseEntity<Slide> getSlide(UUID slideId) {
    return ResponseEntity.ok(mapping.toApi(find(slideId)));
  }

  @Override
  public ResponseEntity<Slide> updateSlide(UUID slideId, NamedPatch patch) {
    String name = patch.name();
    if (name != null) {
      patch.setName(SlideName.check(name.strip()));
    }
    amendments.amend(workspace.current(), Thing.SLIDE, slideId, patch);
    return getSlide(slideId);
  }

  @Override
  public ResponseEntity<Void> deleteSlide(UUID slideId, Boolean cascade) {
    removals.remove(workspace.current(), Thing.SLIDE, slideId, cascade);
    shown.forget(slideId, workspace.current());
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<Resource> getSlideThumbnail(UUID slideId) {
    SlideEntity slide = find(slideId);
    return picture(slide, slide.thumbnailDigest(), "image/jpeg", "thumbnail", ".jpeg");
  }

  @Override
  public ResponseEntity<Resource> getTissueMask(UUID slideId) {
    SlideEntity slide = find(slideId);
    return picture(slide, slide.tissue().maskDigest(), "image/png", "tissue mask", ".png");
  }

  @Override
  public ResponseEntity<Resource> getTissueOutline(UUID slideId) {
    String digest = find(slideId).tissue().polygonsDigest();
    if (digest == null) {
      throw ProblemException.notFound("tissue outline of slide", slideId);
    }
    return downloads.attachment(digest, "application/geo+json", "tissue-" + slideId + ".geojson");
  }

  @Override
  public ResponseEntity<Resource> getDeepZoomDescriptor(UUID slideId) {
    return ResponseEntity.ok()
        .cacheControl(TileTags.LASTING)
        .contentType(MediaType.APPLICATION_XML)
        .body(
            new ByteArrayResource(
                pyramids.descriptor(shown(slideId)).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public ResponseEntity<Resource> getDeepZoomTile(
      UUID slideId, Integer level, Integer column, Integer row) {
    ShownSlide slide = shown(slideId);
    String tag = TileTags.deepZoom(slide, level, column, row);
    return tile(tag, () -> pyramids.tile(slide, level, column, row, Viewer.STAYS));
  }

  @Override
  public ResponseEntity<SlideTiles> getSlideTiles(UUID slideId) {
    return ResponseEntity.ok(tiles.describe(shown(slideId)));
  }

  @Override
  public ResponseEntity<Resource> getSlideTile(
      UUID slideId, Integer level, Integer column, Integer row) {
    ShownSlide slide = shown(slideId);
    String tag = TileTags.ofFile(slide, level, column, row);
    return tile(tag, () -> tiles.tile(slide, level, column, row, Viewer.STAYS));
  }

  @Override
  public ResponseEntity<TilingPage> listTilings(
      UUID slideId, Integer pageSize, @Nullable String pageToken) {
    return ResponseEntity.ok(tilings.page(find(slideId), pageSize, pageToken));
  }

  private ResponseEntity<Resource> tile(String tag, Supplier<byte[]> jpeg) {
    if (request.checkNotModified(tag)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
          .cacheControl(TileTags.LASTING)
          .eTag(tag)
          .build();
    }
    return ResponseEntity.ok()
        .cacheControl(TileTags.LASTING)
        .eTag(tag)
        .contentType(MediaType.IMAGE_JPEG)
        .body(new ByteArrayResource(jpeg.get()));
  }

  private ResponseEntity<Resource> picture(
      SlideEntity slide, @Nullable String digest, String mediaType, String what, String ending) {
    if (digest == null) {
      throw ProblemException.notFound(what + " of slide", slide.id());
    }
    String name = SlideStem.of(slide.name()) + "-" + what.replace(' ', '-') + ending;
    return downloads.inline(digest, mediaType, name);
  }

  private ShownSlide shown(UUID id) {
    return shown.find(id, workspace.current());
  }

  private SlideEntity find(UUID id) {
    return slides
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("slide", id));
  }

  private ResponseEntity<Job> accepted(UUID job) {
    return accepted.to(workspace.current(), job);
  }
}
