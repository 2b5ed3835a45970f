// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.slide.ShownSlide;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.deepzoom.TilePack;
import org.contextile.library.wsi.slide.NativeTiles;
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
  OpenSlides(TiledSlides slides, SlideRepository rows, ArtifactStore artifacts) {
    this(new StoredSlides(slides, rows, artifacts));
  }

  OpenSlides(Opener opener) {
    this.opener = opener;
  }

  /** Opens what is stored of a slide, each when it is first asked for. */
  @FunctionalInterface
  interface Opener {
    Slide open(ShownSlide row);

    /** The tiles of its coarse levels, of a slide that has some. */
    default TilePack coarseLevels(ShownSlide row) throws IOException {
      throw new IllegalStateException("nothing is stored for " + row.id());
    }
  }

  private record StoredSlides(TiledSlides slides, SlideRepository rows, ArtifactStore artifacts)
      implements Opener {
    @Override
    public Slide open(ShownSlide row) {
      SlideEntity whole =
          rows.findById(row.id()).orElseThrow(() -> ProblemException.notFound("slide", row.id()));
      return slides.open(whole);
    }

    @Override
    public TilePack coarseLevels(ShownSlide row) throws IOException {
      LocalCopy copy = artifacts.open(Objects.requireNonNull(row.coarseLevelsDigest()));
      boolean opened = false;
      try {
        TilePack pack = TilePack.open(copy.path()).whenClosed(copy::close);
        opened = true;
        return pack;
      } finally {
        if (!opened) {
          copy.close();
        }
      }
    }
  }

  /** A slide, with the ways in which it is shown. */
  record OpenSlide(Slide slide, DeepZoom pyramid, NativeTiles nativeTiles) {
    static OpenSlide of(Slide slide) {
      return new OpenSlide(slide, new DeepZoom(slide), new NativeTiles(slide));
    }
  }

  /** A look at an open slide. */
  @FunctionalInterface
  interface Look<T> {
    T at(OpenSlide open) throws UnreadableRegionException;
  }

  <T> T look(ShownSlide row, Look<T> look) throws UnreadableRegionException {
    Held one = take(row.id());
    try {
      return look.at(one.open(row, opener));
    } finally {
      giveBack(one);
    }
  }

  /** A look at a slide that nobody need wait for; empty where it is not open. */
  <T> Optional<T> lookIfOpen(ShownSlide row, Look<Optional<T>> look)
      throws UnreadableRegionException {
    Held one = take(row.id());
    try {
      OpenSlide open = one.slide;
      return open == null ? Optional.empty() : look.at(open);
    } finally {
      giveBack(one);
    }
  }

  /** A tile as it is stored; empty when it is to be made. */
  Optional<byte[]> stored(ShownSlide row, int level, int column, int tileRow) throws IOException {
    if (row.coarseLevelsDigest() == null) {
      return Optional.empty();
    }
    Held one = take(row.id());
    try {
      return one.coarseLevels(row, opener).tile(level, column, tileRow);
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
    private volatile @Nullable OpenSlide slide;
    private final Object packLock = new Object();
    private volatile @Nullable TilePack pack;
    private int users;

    OpenSlide open(ShownSlide row, Opener opener) {
      OpenSlide known = slide;
      if (known != null) {
        return known;
      }
      synchronized (this) {
        known = slide;
        if (known == null) {
          known = opened(opener.open(row));
          slide = known;
        }
        return known;
      }
    }

    private static OpenSlide opened(Slide slide) {
      boolean shown = false;
      try {
        OpenSlide open = OpenSlide.of(slide);
        shown = true;
        return open;
      } finally {
        if (!shown) {
          slide.close();
        }
      }
    }

    /** Nobody who wants a stored tile waits for the file to be opened. */
    TilePack coarseLevels(ShownSlide row, Opener opener) throws IOException {
      TilePack known = pack;
      if (known != null) {
        return known;
      }
      synchronized (packLock) {
        known = pack;
        if (known == null) {
          known = opener.coarseLevels(row);
          pack = known;
        }
        return known;
      }
    }

    synchronized void close() {
      OpenSlide shown = slide;
      if (shown != null) {
        shown.slide().close();
      }
      TilePack open = pack;
      if (open != null) {
        open.close();
      }
    }
  }
}
