// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;

/** Counts failures in a row, waits longer after each, and gives up after the last. */
final class HubPatience {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  private final HubProperties properties;
  private final HubProblems problems;
  private final HubProgress progress;
  private int failures;

  HubPatience(HubProperties properties, HubProblems problems, HubProgress progress) {
    this.properties = properties;
    this.problems = problems;
    this.progress = progress;
  }

  /** Something came: the count begins anew. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits before the next try.
   *
   * @throws org.contextile.platform.problem.ProblemException {@code hub-unreachable} after the last
   */
  void failed(IOException cause) throws InterruptedIOException {
    failures++;
    if (failures >= properties.attempts()) {
      throw problems.unreachable(words(cause));
    }
    Duration pause = pause(cause);
    progress.log("%s; next try in %.1f s".formatted(words(cause), pause.toMillis() / 1000.0));
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < end) {
      progress.checkStop();
      try {
        Thread.sleep(Math.min(100, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  private Duration pause(IOException cause) {
    Duration own = properties.backoff().multipliedBy(1L << Math.min(failures - 1, 10));
    own = own.compareTo(LONGEST) > 0 ? LONGEST : own;
    if (cause instanceof HubBusyException busy && busy.retryAfter() != null) {
      Duration asked = Objects.requireNonNull(busy.retryAfter());
      asked = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
      return asked.compareTo(own) > 0 ? asked : own;
    }
    return own;
  }

  private static String words(IOException cause) {
    if (hasCause(cause, UnresolvedAddressException.class)
        || hasCause(cause, UnknownHostException.class)) {
      return "its name cannot be resolved";
    }
    if (hasCause(cause, HttpConnectTimeoutException.class)) {
      return "no connection came about in time";
    }
    if (hasCause(cause, ConnectException.class)) {
      return "the connection was refused";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
    return type.isInstance(thrown)
        || (thrown.getCause() != null && hasCause(thrown.getCause(), type));
  }
}
