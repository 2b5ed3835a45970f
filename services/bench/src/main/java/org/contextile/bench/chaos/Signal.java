// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A signal of Unix, sent to processes that this program started. */
enum Signal {
  STOP,
  CONT,
  TERM,
  KILL;

  void send(ProcessHandle process) throws IOException, InterruptedException {
    send(Stream.of(process));
  }

  /** Processes that have ended meanwhile are passed over. */
  void send(Stream<ProcessHandle> processes) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-s", name()));
    processes.filter(ProcessHandle::isAlive).forEach(it -> command.add(Long.toString(it.pid())));
    if (command.size() > 3) {
      new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }
}
