// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a slide's batches through the networks of a pass. What is computed is kept now and
 * then, so that the attempt after a killed one goes on from it: the files come out the same, byte
 * for byte, since the writers are told the same in the same order.
 */
final class SlidePass implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SlidePass.class);

  /** Work takes at least so many times as long as keeping it. */
  private static final int WORK_PER_SAVING = 20;

  private final String name;
  private final List<ModelPass> parts;
  private final PassLog passLog;
  private final PassListener listener;
  private final Duration interval;
  private long savedAt = System.nanoTime();
  private long savingNanos;
  private int total;
  private int done;
  private int unreadable;

  /**
   * @param folder for what is to be kept
   * @param interval how much work a killed worker may lose; of zero each batch is kept, whatever
   *     that costs
   */
  SlidePass(
      String name, List<ModelPass> parts, Path folder, PassListener listener, Duration interval)
      throws IOException {
    this.name = name;
    this.parts = parts;
    this.listener = listener;
    this.interval = interval;
    this.passLog = PassLog.create(folder.resolve("pass"), parts);
  }

  /**
   * Takes up what an earlier attempt has kept of the same pass.
   *
   * @param batches all of the slide's
   * @return how many of them are computed
   */
  int resume(List<List<Tile>> batches) throws IOException {
    total = batches.size();
    Optional<LocalCopy> checkpoint = listener.checkpoint();
    if (checkpoint.isPresent()) {
      try (LocalCopy file = checkpoint.get();
          PassReplay replay = new PassReplay(file.path())) {
        if (replay.serves(parts)) {
          done = replay.replay(batches, parts, passLog);
        }
      }
    }
    if (done > 0) {
      unreadable = parts.getFirst().unreadable();
      listener.resumed(batches.subList(0, done).stream().mapToInt(List::size).sum());
    }
    return done;
  }

  boolean hasFailed() {
    return parts.stream().allMatch(ModelPass::hasFailed);
  }

  /** Computes and writes a batch. */
  void take(TileBatch tiles) throws IOException {
    BatchRows batch = BatchRows.of(tiles);
    passLog.batch(batch);
    for (ModelPass part : parts) {
      float[] features = part.take(tiles, batch);
      passLog.features(features, part.hasFailed() ? 0 : batch.rows() * part.dimension());
    }
    unreadable += batch.unreadable().size();
    log.debug("{}: batch {} computed", name, done);
    done++;
  }

  /** Tiles so far that could not be read. */
  int unreadable() {
    return unreadable;
  }

  /** Keeps what is computed, if it is time; not where a model has failed and the job will. */
  void keep() throws IOException {
    long since = System.nanoTime() - savedAt;
    boolean due =
        since >= interval.toNanos()
            && (interval.isZero() || since >= WORK_PER_SAVING * savingNanos);
    if (done < total
        && (due || listener.stopping())
        && parts.stream().noneMatch(ModelPass::hasFailed)) {
      long before = System.nanoTime();
      listener.save(passLog.file());
      savedAt = System.nanoTime();
      savingNanos = savedAt - before;
    }
  }

  List<PassResult> finish() throws IOException {
    List<PassResult> results = new ArrayList<>();
    for (ModelPass part : parts) {
      results.add(part.finish());
    }
    return results;
  }

  @Override
  public void close() throws IOException {
    passLog.close();
  }
}
