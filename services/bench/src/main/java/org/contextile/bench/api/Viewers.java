// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * People who look at one slide in their browsers: from the whole of it they zoom in, move and zoom
 * out, each on a way of his own, and wait for all tiles of a view before they go on. A browser has
 * six connections, and asks for no tile twice.
 *
 * @param sidePx of the square slide
 */
record Viewers(URI tiles, int sidePx) {
  private static final int VIEWERS = 20;
  private static final int CONNECTIONS = 6;
  private static final int STEPS = 25;
  private static final int VIEW_WIDTH_PX = 1280;
  private static final int VIEW_HEIGHT_PX = 800;
  private static final int TILE_PX = 254;

  /** Milliseconds that tiles took, and how many came in a second. */
  record Waits(double p50, double p99, double tilesPerSecond, int tiles) {}

  private record View(int level, double x, double y) {}

  /** All at once; equal walks every time. */
  Waits look() throws Exception {
    Queue<Double> millis = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    try (var people = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        int seed = i;
        all.add(
            people.submit(
                () -> {
                  walk(new SplittableRandom(seed), millis);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Double> sorted = millis.stream().sorted().toList();
    int count = sorted.size();
    return new Waits(
        sorted.get(count / 2), sorted.get((int) (0.99 * count)), count / seconds, count);
  }

  private void walk(SplittableRandom random, Queue<Double> millis) throws Exception {
    int finest = 32 - Integer.numberOfLeadingZeros(sidePx - 1);
    View view = new View(Math.min(10, finest), 0.5, 0.5);
    Set<String> seen = new HashSet<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int step = 0; step < STEPS; step++) {
        List<Future<?>> asked = new ArrayList<>();
        for (String tile : tilesOf(view, finest)) {
          if (seen.add(tile)) {
            asked.add(
                connections.submit(
                    () -> {
                      millis.add(millis(http, tile));
                      return null;
                    }));
          }
        }
        for (Future<?> one : asked) {
          one.get();
        }
        view = next(view, random, finest);
      }
    }
  }

  private static View next(View view, SplittableRandom random, int finest) {
    double choice = random.nextDouble();
    if (choice < 0.35 && view.level() < finest) {
      double spread = 0.3 / (1 << Math.max(0, view.level() - 10));
      return new View(
          view.level() + 1,
          Math.clamp(view.x() + random.nextDouble(-spread, spread), 0, 1),
          Math.clamp(view.y() + random.nextDouble(-spread, spread), 0, 1));
    }
    if (choice < 0.5 && view.level() > 10) {
      return new View(view.level() - 1, view.x(), view.y());
    }
    double half = 640.0 / (1 << view.level());
    return new View(
        view.level(),
        Math.clamp(view.x() + (random.nextBoolean() ? half : -half), 0, 1),
        Math.clamp(view.y() + random.nextDouble(-half, half), 0, 1));
  }

  private List<String> tilesOf(View view, int finest) {
    int side = Math.ceilDiv(sidePx, 1 << (finest - view.level()));
    int last = (side - 1) / TILE_PX;
    List<String> names = new ArrayList<>();
    int top = (int) ((view.y() * side - VIEW_HEIGHT_PX / 2.0) / TILE_PX);
    int left = (int) ((view.x() * side - VIEW_WIDTH_PX / 2.0) / TILE_PX);
    for (int row = Math.max(0, top); row <= Math.min(last, top + VIEW_HEIGHT_PX / TILE_PX); row++) {
      for (int column = Math.max(0, left);
          column <= Math.min(last, left + VIEW_WIDTH_PX / TILE_PX);
          column++) {
        names.add(view.level() + "/" + column + "_" + row + ".jpeg");
      }
    }
    return names;
  }

  /** Until it is there; a service that asks to come again is asked again. */
  private double millis(HttpClient http, String tile) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(tiles.resolve(tile)).build();
    long start = System.nanoTime();
    while (true) {
      int status = http.send(request, BodyHandlers.ofByteArray()).statusCode();
      if (status == 200) {
        return (System.nanoTime() - start) / 1e6;
      }
      if (status != 503) {
        throw new IOException(tile + ": " + status);
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }
}
