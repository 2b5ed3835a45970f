// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.contextile.api.model.MppSource;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideLevel;
import org.contextile.api.model.Tiling;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.ingest.slide.SlideFigures.Figures;
import org.contextile.library.wsi.tile.TileGrid;
import org.springframework.stereotype.Component;

/** Slides and tilings as the API shows them. */
@Component
class SlideMapping {
  private final SlideFigures figures;

  SlideMapping(SlideFigures figures) {
    this.figures = figures;
  }

  Slide toApi(SlideEntity row) {
    return toApi(List.of(row)).getFirst();
  }

  List<Slide> toApi(List<SlideEntity> rows) {
    var found = figures.find(rows.stream().map(SlideEntity::id).toList());
    return rows.stream()
        .map(row -> toApi(row, Objects.requireNonNull(found.get(row.id()))))
        .toList();
  }

  Tiling toApi(TilingEntity row, TileGrid grid) {
    return new Tiling(
            row.id(),
            row.slideId(),
            TilingSpecs.toApi(row.spec()),
            grid.columns(),
            grid.rows(),
            row.tileCount(),
            row.createdAt())
        .createdBy(row.createdBy())
        .digest(row.artifactDigest());
  }

  private static Slide toApi(SlideEntity row, Figures figures) {
    var resolution = row.resolution();
    var provenance = row.provenance();
    return new Slide(
            row.id(),
            row.name(),
            row.artifactDigest(),
            figures.sizeBytes(),
            row.pyramid().widthPx(),
            row.pyramid().heightPx(),
            resolution.mpp(),
            MppSource.valueOf(resolution.mppSource().name()),
            levels(row),
            row.createdAt())
        .createdBy(row.createdBy())
        .notes(row.notes())
        .fileCount(figures.fileCount())
        .vendor(row.pyramid().vendor())
        .reader(SlideReading.of(row))
        .objectivePower(resolution.objectivePower())
        .tissueFraction(row.tissue().fraction())
        .unreadableFraction(row.tissue().unreadableFraction())
        .penFraction(row.tissue().penFraction())
        .tileCount(figures.tileCount())
        .associatedImages(provenance.associatedImages())
        .properties(provenance.properties())
        .withheldProperties(provenance.withheldProperties())
        .warnings(provenance.warnings())
        .jobId(provenance.jobId());
  }

  private static List<SlideLevel> levels(SlideEntity row) {
    return new ArrayList<>(
        row.pyramid().levels().stream()
            .map(level -> new SlideLevel(level.widthPx(), level.heightPx(), level.downsample()))
            .toList());
  }
}
