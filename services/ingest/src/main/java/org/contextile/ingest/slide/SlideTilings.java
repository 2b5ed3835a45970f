// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.Comparator;
import org.contextile.api.model.Tiling;
import org.contextile.api.model.TilingPage;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.tiles.SlideTiling;
import org.contextile.tiles.TiledSlides;
import org.contextile.web.http.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The tilings of a slide; there are few, so a page is cut from all of them. */
@Component
class SlideTilings {
  /** Ids of version 7 sort by time as text; as Java compares them, they do not. */
  private static final Comparator<TilingEntity> NEWEST_FIRST =
      Comparator.<TilingEntity, String>comparing(row -> row.id().toString()).reversed();

  private final TilingRepository tilings;
  private final TiledSlides tiles;
  private final SlideMapping mapping;

  SlideTilings(TilingRepository tilings, TiledSlides tiles, SlideMapping mapping) {
    this.tilings = tilings;
    this.tiles = tiles;
    this.mapping = mapping;
  }

  TilingPage page(SlideEntity slide, int pageSize, @Nullable String pageToken) {
    Page<TilingEntity> page =
        Page.of(
            pageSize,
            pageToken,
            TilingEntity::id,
            (before, limit) ->
                tilings.findBySlideId(slide.id()).stream()
                    .filter(row -> row.id().toString().compareTo(before.toString()) < 0)
                    .sorted(NEWEST_FIRST)
                    .limit(limit.max())
                    .toList());
    return new TilingPage()
        .items(page.map(row -> toApi(slide, row)))
        .nextPageToken(page.nextPageToken());
  }

  private Tiling toApi(SlideEntity slide, TilingEntity row) {
    SlideTiling tiling = tiles.find(slide, row.spec()).orElseThrow();
    return mapping.toApi(row, tiling.grid());
  }
}
