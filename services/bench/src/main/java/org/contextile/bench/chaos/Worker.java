// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.testing.DatabaseLine;

/**
 * A worker with its own line to the database, running for good: whenever its process ends, another
 * is started after a while, as a container platform does.
 */
final class Worker implements AutoCloseable {
  private static final Duration BEFORE_RESTART = Duration.ofSeconds(2);

  private final int number;
  private final DatabaseLine line;
  private final WorkerProgram program;
  private final Path log;
  private final Thread keeper;
  private volatile Process process;
  private final AtomicInteger starts = new AtomicInteger();
  private volatile boolean closed;

  private Worker(int number, DatabaseLine line, WorkerProgram program, Path log)
      throws IOException {
    this.number = number;
    this.line = line;
    this.program = program;
    this.log = log;
    this.process = launch();
    this.keeper = Thread.ofVirtual().name("keeper-" + number).start(this::keep);
  }

  /**
   * Starts a worker.
   *
   * @param directory for its log
   */
  static Worker start(int number, ChaosServer server, WorkerProgram program, Path directory)
      throws IOException {
    DatabaseLine line = DatabaseLine.to("127.0.0.1", server.port());
    Path log = directory.resolve("worker-" + number + ".log");
    return new Worker(number, line, program, log);
  }

  private void keep() {
    try {
      while (true) {
        process.waitFor();
        Thread.sleep(BEFORE_RESTART);
        synchronized (this) {
          if (closed) {
            return;
          }
          process = launch();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("Worker " + number + " cannot be started", e);
    }
  }

  private Process launch() throws IOException {
    starts.incrementAndGet();
    return program.launch(name(), line.port(), log);
  }

  /** The name of the process that runs now, such as {@code worker-2.5}: the fifth of worker 2. */
  String name() {
    return "worker-" + number + "." + starts.get();
  }

  /** How often a process was started. */
  int starts() {
    return starts.get();
  }

  Path log() {
    return log;
  }

  DatabaseLine line() {
    return line;
  }

  void kill() throws IOException, InterruptedException {
    Signal.KILL.send(process.toHandle());
  }

  /**
   * Asks the process to end, and waits for it.
   *
   * @return whether it did before {@code patience} was over; else it was killed
   */
  boolean terminate(Duration patience) throws IOException, InterruptedException {
    Process asked = process;
    Signal.TERM.send(asked.toHandle());
    if (asked.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    Signal.KILL.send(asked.toHandle());
    return false;
  }

  void freeze(Duration length) throws IOException, InterruptedException {
    ProcessHandle frozen = process.toHandle();
    Signal.STOP.send(frozen);
    try {
      Thread.sleep(length);
    } finally {
      Signal.CONT.send(frozen);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      process.destroyForcibly();
    }
    keeper.interrupt();
    line.close();
  }
}
