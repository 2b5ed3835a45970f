// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.mcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads batches ahead on a thread of its own, so that computing does not wait for slides. Two parts
 * wait at most; their buffers are used again.
 */
final class BatchReader implements AutoCloseable {

  private static final int AHEAD = 2;

  private final EpochPlan plan;
  private final BatchAssembler assembler;
  private final int partWindows;
  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(AHEAD + 1);
  private final Thread thread;

  private sealed interface Item {}

  private record Read(ContextBatch batch) implements Item {}

  private record Failed(Exception cause) implements Item {}

  /**
   * Starts reading.
   *
   * @param plan already past the batches that are done
   * @param partWindows how many windows one part holds at most; a batch of more comes in parts
   */
  BatchReader(EpochPlan plan, BatchAssembler assembler, int partWindows) {
    this.plan = plan;
    this.assembler = assembler;
    this.partWindows = partWindows;
    for (int i = 0; i <= AHEAD; i++) {
      free.add(assembler.newBuffer(partWindows));
    }
    this.thread = Thread.ofPlatform().name("context-batches").daemon().start(this::readAll);
  }

  /**
   * The next part; the caller gives it back when done.
   *
   * @throws IOException if a slide failed
   */
  ContextBatch next() throws IOException, InterruptedException {
    return switch (ready.take()) {
      case Read(ContextBatch batch) -> batch;
      case Failed(IOException cause) -> throw cause;
      case Failed(Exception cause) -> throw new IllegalStateException("reading failed", cause);
    };
  }

  void giveBack(ContextBatch batch) {
    free.add(batch.pixels());
  }

  private void readAll() {
    try (assembler) {
      for (List<Window> batch = plan.nextBatch(); !batch.isEmpty(); batch = plan.nextBatch()) {
        double cells = batch.stream().mapToInt(window -> window.cells().length).sum();
        for (int from = 0; from < batch.size(); from += partWindows) {
          List<Window> part = batch.subList(from, Math.min(from + partWindows, batch.size()));
          double share = part.stream().mapToInt(window -> window.cells().length).sum() / cells;
          boolean last = from + partWindows >= batch.size();
          ready.put(new Read(assembler.assemble(part, free.take(), share, last)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      report(e);
    }
  }

  private void report(Exception cause) {
    try {
      ready.put(new Failed(cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops reading and closes all slides. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
