// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of all windows of one epoch, worked out from the grids alone. At most {@code
 * openSlides} slides are in play; each next window is taken from one of them at random, and a slide
 * that is used up makes room for another.
 */
final class EpochPlan {

  private static final long SLIDES = 3;
  private static final long TURN = 4;

  private final List<SlideGrid> slides;
  private final ContextSettings settings;
  private final long seed;
  private final int epoch;
  private final int[] slideOrder;
  private final SplittableRandom turn;
  private final List<SlideWindows> open = new ArrayList<>();
  private int nextSlide;

  EpochPlan(List<SlideGrid> slides, ContextSettings settings, long seed, int epoch) {
    this.slides = slides;
    this.settings = settings;
    this.seed = seed;
    this.epoch = epoch;
    this.slideOrder = new int[slides.size()];
    Arrays.setAll(slideOrder, i -> i);
    RandomStream.shuffle(slideOrder, RandomStream.of(seed, SLIDES, epoch));
    this.turn = RandomStream.of(seed, TURN, epoch);
  }

  /** The windows of the next batch; empty at the end of the epoch. */
  List<Window> nextBatch() {
    List<Window> batch = new ArrayList<>(settings.batchWindows());
    while (batch.size() < settings.batchWindows()) {
      fill();
      if (open.isEmpty()) {
        break;
      }
      SlideWindows chosen = open.get(turn.nextInt(open.size()));
      batch.add(chosen.next());
      if (!chosen.hasNext()) {
        open.remove(chosen);
      }
    }
    return batch;
  }

  /** Goes past batches that a run before has done. */
  void skip(int batches) {
    for (int i = 0; i < batches; i++) {
      nextBatch();
    }
  }

  private void fill() {
    while (open.size() < settings.openSlides() && nextSlide < slideOrder.length) {
      SlideWindows windows = windowsOf(slideOrder[nextSlide++]);
      if (windows.hasNext()) {
        open.add(windows);
      }
    }
  }

  private SlideWindows windowsOf(int slide) {
    return new SlideWindows(slides.get(slide), slide, settings, seed, epoch);
  }

  /** Counts what an epoch will hold, without taking from it. */
  static EpochSize measure(List<SlideGrid> slides, ContextSettings settings, long seed, int epoch) {
    long windows = 0;
    long leftOut = 0;
    long tissue = 0;
    for (int slide = 0; slide < slides.size(); slide++) {
      SlideWindows of = new SlideWindows(slides.get(slide), slide, settings, seed, epoch);
      windows += of.count();
      leftOut += of.tissueLeftOut();
      tissue += slides.get(slide).tissue().cardinality();
    }
    long batches = Math.ceilDiv(windows, settings.batchWindows());
    return new EpochSize(Math.toIntExact(batches), tissue - leftOut, leftOut);
  }
}
