// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.annotation.PreDestroy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.contextile.db.slide.SlideEntity;
import org.contextile.tiles.TiledSlides;
import org.contextile.wsi.slide.Slide;
import org.contextile.wsi.slide.UnreadableRegionException;
import org.springframework.stereotype.Component;

/** Keeps the slides that were looked at last open, since a viewer asks for many tiles of one. */
@Component
class OpenSlides {
  private static final int MOST = 8;

  private final TiledSlides slides;
  private final Map<UUID, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  OpenSlides(TiledSlides slides) {
    this.slides = slides;
  }

  /** A look at an open slide. */
  @FunctionalInterface
  interface Look<T> {
    T at(Slide slide) throws UnreadableRegionException;
  }

  <T> T look(SlideEntity row, Look<T> look) throws UnreadableRegionException {
    Held one = take(row);
    try {
      return look.at(one.slide);
    } finally {
      giveBack(one);
    }
  }

  @PreDestroy
  synchronized void closeAll() {
    held.values().forEach(one -> one.slide.close());
    held.clear();
  }

  private synchronized Held take(SlideEntity row) {
    Held one = held.get(row.id());
    if (one == null) {
      one = new Held(slides.open(row));
      held.put(row.id(), one);
    }
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
        candidate.slide.close();
      }
    }
  }

  private static final class Held {
    private final Slide slide;
    private int users;

    Held(Slide slide) {
      this.slide = slide;
    }
  }
}
