// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * People who look at one slide in their browsers: from the whole of it they zoom in, move and zoom
 * out, each on a way of his own, and wait for all tiles of a view before they go on. A browser has
 * six connections, and asks for no tile twice.
 *
 * @param tiles where they are, {@code LEVEL/COLUMN_ROW.jpeg}
 */
record Viewers(URI tiles, ViewedPyramid pyramid) {
  private static final int VIEWERS = 20;
  private static final int CONNECTIONS = 6;
  private static final int STEPS = 25;
  private static final int VIEW_WIDTH_PX = 1280;
  private static final int VIEW_HEIGHT_PX = 800;

  /** Milliseconds that tiles took, and how many came in a second. */
  record Waits(double p50, double p99, double tilesPerSecond, int tiles) {}

  /** A place on a level of the pyramid. */
  private record View(int at, double x, double y) {}

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
    View view = new View(0, 0.5, 0.5);
    Set<String> seen = new HashSet<>();
    List<TileConnection> opened = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        opened.add(new TileConnection(tiles));
      }
      BlockingQueue<TileConnection> idle = new LinkedBlockingQueue<>(opened);
      for (int step = 0; step < STEPS; step++) {
        List<Future<?>> asked = new ArrayList<>();
        for (String tile : tilesOf(view)) {
          if (seen.add(tile)) {
            asked.add(
                threads.submit(
                    () -> {
                      TileConnection connection = idle.take();
                      millis.add(millis(connection, tile));
                      idle.add(connection);
                      return null;
                    }));
          }
        }
        for (Future<?> one : asked) {
          one.get();
        }
        view = next(view, random);
      }
    } finally {
      for (TileConnection connection : opened) {
        connection.close();
      }
    }
  }

  private View next(View view, SplittableRandom random) {
    double half = VIEW_WIDTH_PX / 2.0 / pyramid.levels().get(view.at()).sidePx();
    double choice = random.nextDouble();
    if (choice < 0.35 && view.at() + 1 < pyramid.levels().size()) {
      double spread = Math.min(0.3, half / 2);
      return new View(
          view.at() + 1,
          Math.clamp(view.x() + random.nextDouble(-spread, spread), 0, 1),
          Math.clamp(view.y() + random.nextDouble(-spread, spread), 0, 1));
    }
    if (choice < 0.5 && view.at() > 0) {
      return new View(view.at() - 1, view.x(), view.y());
    }
    return new View(
        view.at(),
        Math.clamp(view.x() + (random.nextBoolean() ? half : -half), 0, 1),
        Math.clamp(view.y() + random.nextDouble(-half, half), 0, 1));
  }

  private List<String> tilesOf(View view) {
    ViewedPyramid.ViewedLevel level = pyramid.levels().get(view.at());
    List<String> names = new ArrayList<>();
    int top = (int) ((view.y() * level.sidePx() - VIEW_HEIGHT_PX / 2.0) / level.tilePx());
    int left = (int) ((view.x() * level.sidePx() - VIEW_WIDTH_PX / 2.0) / level.tilePx());
    int bottom = Math.min(level.lastTile(), top + VIEW_HEIGHT_PX / level.tilePx());
    int right = Math.min(level.lastTile(), left + VIEW_WIDTH_PX / level.tilePx());
    for (int row = Math.max(0, top); row <= bottom; row++) {
      for (int column = Math.max(0, left); column <= right; column++) {
        names.add(level.name() + "/" + column + "_" + row + ".jpeg");
      }
    }
    return names;
  }

  /** Until it is there; a service that asks to come again is asked again. */
  private static double millis(TileConnection connection, String tile)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      int status = connection.status(tile);
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
