// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.annotation.PreDestroy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.contextile.db.slide.SlideEntity;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.tiles.TiledSlides;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Keeps the slides that were looked at last open, since a viewer asks for many tiles of one. A
 * slide that is slow to open keeps only those waiting who look at it.
 */
@Component
class OpenSlides {
  private static final int MOST = 8;

  private final Opener opener;
  private final Map<UUID, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  @Autowired
  OpenSlides(TiledSlides slides) {
    this((Opener) slides::open);
  }

  OpenSlides(Opener opener) {
    this.opener = opener;
  }

  /** Opens the slide of a row. */
  @FunctionalInterface
  interface Opener {
    Slide open(SlideEntity row);
  }

  /** A look at an open slide. */
  @FunctionalInterface
  interface Look<T> {
    T at(DeepZoom pyramid) throws UnreadableRegionException;
  }

  <T> T look(SlideEntity row, Look<T> look) throws UnreadableRegionException {
    Held one = take(row.id());
    try {
      return look.at(one.open(row, opener));
    } finally {
      giveBack(one);
    }
  }

  @PreDestroy
  synchronized void closeAll() {
    held.values().forEach(Held::close);
    held.clear();
  }

  private synchronized Held take(UUID id) {
    Held one = held.computeIfAbsent(id, _ -> new Held());
    one.users++;
    return one;
  }

  private synchronized void giveBack(Held one) {
    one.users--;
    var eldest = held.values().iterator();
    while (held.size() > MOST && eldest.hasNext()) {
      Held candidate = eldest.next();
      if (candidate.users == 0) {
        eldest.remove();
        candidate.close();
      }
    }
  }

  /** A slide with a lock of its own; the number of users is under the lock of all. */
  private static final class Held {
    private @Nullable Slide slide;
    private @Nullable DeepZoom pyramid;
    private int users;

    synchronized DeepZoom open(SlideEntity row, Opener opener) {
      if (pyramid == null) {
        slide = opener.open(row);
        pyramid = new DeepZoom(slide);
      }
      return pyramid;
    }

    synchronized void close() {
      if (slide != null) {
        slide.close();
      }
    }
  }
}
