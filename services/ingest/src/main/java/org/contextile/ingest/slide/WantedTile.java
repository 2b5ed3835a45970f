// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.concurrent.CompletableFuture;
import org.contextile.ingest.slide.MadeTiles.Place;

/** A tile that is to be made for those who wait for it, as long as there are any. */
final class WantedTile {
  private final Place place;
  private final CompletableFuture<byte[]> jpeg = new CompletableFuture<>();
  private Runnable beginning = () -> {};
  private int waiting = 1;
  private boolean begun;

  /** One that the caller waits for. */
  WantedTile(Place place) {
    this.place = place;
  }

  Place place() {
    return place;
  }

  CompletableFuture<byte[]> jpeg() {
    return jpeg;
  }

  /** Notes by what it is made, and gives that back. */
  synchronized Runnable begunBy(Runnable work) {
    beginning = work;
    return work;
  }

  synchronized Runnable beginning() {
    return beginning;
  }

  /** One more waits for it; false when it has been given up. */
  synchronized boolean join() {
    if (waiting == 0 && !begun) {
      return false;
    }
    waiting++;
    return true;
  }

  /** One waits no more; true when that gives it up. */
  synchronized boolean leave() {
    waiting--;
    return waiting == 0 && !begun;
  }

  /** It is made from now on; false when it has been given up. */
  synchronized boolean begin() {
    begun = waiting > 0;
    return begun;
  }
}
