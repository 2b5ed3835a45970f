// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.springframework.stereotype.Component;

/**
 * Rows of slides for those who ask for many tiles of one: read again after some seconds, since a
 * slide may be removed. What a tile shows never changes under a slide's id.
 */
@Component
class RecentSlides {
  private static final Duration LASTING = Duration.ofSeconds(5);
  private static final int MOST = 1000;

  private final SlideRepository slides;
  private final Cache<Key, SlideEntity> rows =
      Caffeine.newBuilder().expireAfterWrite(LASTING).maximumSize(MOST).build();

  RecentSlides(SlideRepository slides) {
    this.slides = slides;
  }

  private record Key(String workspace, UUID id) {}

  /** The slide, if the workspace has it, or had it a few seconds ago. */
  Optional<SlideEntity> find(UUID id, String workspace) {
    Key key = new Key(workspace, id);
    SlideEntity known = rows.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<SlideEntity> read = slides.findByIdAndWorkspace(id, workspace);
    read.ifPresent(row -> rows.put(key, row));
    return read;
  }
}
