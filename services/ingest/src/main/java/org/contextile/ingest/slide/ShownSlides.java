// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.ShownSlide;
import org.contextile.db.slide.ShownSlideReader;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The rows of slides that are being looked at, since a viewer asks for dozens of tiles a second. A
 * row is kept for {@link #KEPT}: as long, at most, does a process show a slide that another has
 * deleted. What this process deletes it forgets at once.
 */
@Component
class ShownSlides {
  static final Duration KEPT = Duration.ofSeconds(1);
  private static final int MOST = 1024;

  private final Rows rows;
  private final AsyncCache<Key, ShownSlide> recent =
      Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).buildAsync();

  @Autowired
  ShownSlides(ShownSlideReader rows) {
    this(rows::find);
  }

  ShownSlides(Rows rows) {
    this.rows = rows;
  }

  /** Reads a workspace's row. */
  @FunctionalInterface
  interface Rows {
    Optional<ShownSlide> find(UUID id, String workspace);
  }

  /** Nobody finds a row by the look of another workspace. */
  private record Key(String workspace, UUID slide) {}

  /**
   * A slide of the workspace whose scope the calling thread is in.
   *
   * @throws ProblemException {@code not-found} when it has no such slide
   */
  ShownSlide find(UUID id, String workspace) {
    ShownSlide found = recent(id, workspace);
    if (found == null) {
      throw ProblemException.notFound("slide", id);
    }
    return found;
  }

  void forget(UUID id, String workspace) {
    recent.asMap().remove(new Key(workspace, id));
  }

  /** Who asks while another reads the row waits for that one, and fails with it. */
  private @Nullable ShownSlide recent(UUID id, String workspace) {
    Key key = new Key(workspace, id);
    CompletableFuture<ShownSlide> present = recent.getIfPresent(key);
    if (present == null) {
      CompletableFuture<@Nullable ShownSlide> fresh = new CompletableFuture<>();
      present = recent.asMap().putIfAbsent(key, fresh);
      if (present == null) {
        read(key, fresh);
        present = fresh;
      }
    }
    try {
      return present.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void read(Key key, CompletableFuture<@Nullable ShownSlide> fresh) {
    try {
      fresh.complete(rows.find(key.slide(), key.workspace()).orElse(null));
    } catch (RuntimeException | Error e) {
      fresh.completeExceptionally(e);
    }
  }
}
