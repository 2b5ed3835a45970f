// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads batches ahead on a thread of its own, so that computing does not wait for slides. Two parts
 * wait at most; their buffers are used again.
 *
 * <p>What part of its step a part is follows from what could be read of its batch, and from what
 * the batches of the step were planned to hold: reading all of them first would need their memory.
 */
final class BatchReader implements AutoCloseable {

  private static final int AHEAD = 2;
  private static final long LOOK_AGAIN_MILLIS = 200;

  private final EpochPlan plan;
  private final BatchAssembler assembler;
  private final int accumulation;
  private final int partWindows;
  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(AHEAD + 1);
  private final Thread thread;

  private sealed interface Item {}

  private record Read(ContextBatch batch) implements Item {}

  private record Failed(Throwable cause) implements Item {}

  /**
   * Starts reading.
   *
   * @param plan already past the batches that are done, whole steps of them
   * @param accumulation batches of a step; the last one may have fewer
   * @param partWindows how many windows one part holds at most; a batch of more comes in parts
   */
  BatchReader(EpochPlan plan, BatchAssembler assembler, int accumulation, int partWindows) {
    this.plan = plan;
    this.assembler = assembler;
    this.accumulation = accumulation;
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
   * @throws IllegalStateException if reading failed in another way, errors of the virtual machine
   *     included, or there is no further part
   */
  ContextBatch next() throws IOException, InterruptedException {
    return switch (take()) {
      case Read(ContextBatch batch) -> batch;
      case Failed(IOException cause) -> throw cause;
      case Failed(Throwable cause) ->
          throw new IllegalStateException("reading failed: " + cause, cause);
    };
  }

  // A thread that is gone puts nothing more, but may have put its last item before it went.
  private Item take() throws InterruptedException {
    while (true) {
      boolean alive = thread.isAlive();
      Item item = ready.poll(alive ? LOOK_AGAIN_MILLIS : 0, TimeUnit.MILLISECONDS);
      if (item != null) {
        return item;
      }
      if (!alive) {
        throw new IllegalStateException("the thread that reads batches has ended");
      }
    }
  }

  void giveBack(ContextBatch batch) {
    free.add(batch.pixels());
  }

  private void readAll() {
    try (assembler) {
      for (List<List<Window>> step = nextStep(); !step.isEmpty(); step = nextStep()) {
        PatchCount planned = assembler.planned(step.stream().flatMap(List::stream).toList());
        for (List<Window> batch : step) {
          assembler.read(batch);
          StepShare share = StepShare.of(assembler.planned(batch), planned);
          for (int from = 0; from < batch.size(); from += partWindows) {
            int to = Math.min(from + partWindows, batch.size());
            ready.put(new Read(assembler.assemble(from, to, free.take(), share)));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // Errors too: the trainer waits for this thread and has to end with it.
      report(e);
    }
  }

  private List<List<Window>> nextStep() {
    List<List<Window>> step = new ArrayList<>();
    while (step.size() < accumulation) {
      List<Window> batch = plan.nextBatch();
      if (batch.isEmpty()) {
        break;
      }
      step.add(batch);
    }
    return step;
  }

  private void report(Throwable cause) {
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
