// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The plan of a section on a coarse lattice: tissue with a wavy outline, vessels, glands with their
 * lumen, lymphocyte clusters and, in a tumour, solid regions grown from a few seeds.
 */
final class SectionLayout {
  /** Level-0 pixels a lattice cell. */
  static final int CELL_PX = 8;

  private final int side;
  private final double cellMicrometres;
  private final Region[] regions;
  private final List<Gland> glands = new ArrayList<>();
  private final Noise noise;
  private double tumourFraction;

  private SectionLayout(SyntheticSlideSpec spec, SplittableRandom random) {
    this.side = (spec.sizePx() + CELL_PX - 1) / CELL_PX + 1;
    this.cellMicrometres = CELL_PX * spec.mpp();
    this.regions = new Region[side * side];
    this.noise = new Noise(random, 16, 3);
    Arrays.fill(regions, Region.GLASS);
  }

  static SectionLayout of(SyntheticSlideSpec spec) {
    var random = new SplittableRandom(spec.seed());
    var layout = new SectionLayout(spec, random);
    layout.tissue(random);
    layout.vessels(random);
    if (spec.shows() == SectionClass.TUMOUR) {
      layout.tumour(random);
    }
    layout.layGlands(random);
    layout.lymphocytes(random);
    return layout;
  }

  /** Lattice points along a side. */
  int side() {
    return side;
  }

  /** The region at a lattice point; glass outside. */
  Region at(int column, int row) {
    return column < 0 || row < 0 || column >= side || row >= side
        ? Region.GLASS
        : regions[row * side + column];
  }

  List<Gland> glands() {
    return glands;
  }

  /** Part of the tissue that is tumour. */
  double tumourFraction() {
    return tumourFraction;
  }

  private void tissue(SplittableRandom random) {
    int pieces = 1 + random.nextInt(2);
    for (int piece = 0; piece < pieces; piece++) {
      double radius = side * (pieces == 1 ? random.nextDouble(0.38, 0.44) : 0.29);
      double centre = side * (pieces == 1 ? 0.5 : 0.31 + 0.38 * piece);
      double slant = side * (pieces == 1 ? 0.5 : random.nextDouble(0.34, 0.66));
      var wave = new double[6];
      Arrays.setAll(wave, k -> random.nextDouble(2 * Math.PI));
      for (int i = 0; i < regions.length; i++) {
        double dx = i % side - centre;
        double dy = row(i) - slant;
        double angle = Math.atan2(dy, dx);
        double outline = 1;
        for (int k = 0; k < wave.length; k++) {
          outline += 0.09 / (k + 1) * Math.cos((k + 2) * angle + wave[k]);
        }
        if (Math.hypot(dx, dy) < radius * (outline + 0.12 * (noise(i) - 0.5))) {
          regions[i] = Region.STROMA;
        }
      }
    }
  }

  private void vessels(SplittableRandom random) {
    for (int vessel = 0; vessel < 5; vessel++) {
      double x = random.nextDouble(side);
      double y = random.nextDouble(side);
      double radius = random.nextDouble(25, 75) / cellMicrometres;
      double flat = random.nextDouble(0.45, 1);
      disc(x, y, radius, flat, Region.STROMA, Region.LUMEN);
    }
  }

  /** Grows from seeds until the wanted part of the tissue is reached. */
  private void tumour(SplittableRandom random) {
    double wanted = random.nextDouble(0.12, 0.28);
    var tissue = cellsOf(Region.STROMA);
    var seeds = new int[1 + random.nextInt(3)];
    Arrays.setAll(seeds, k -> tissue[random.nextInt(tissue.length)]);
    var distance = new double[tissue.length];
    for (int i = 0; i < tissue.length; i++) {
      double nearest = Double.MAX_VALUE;
      for (int seed : seeds) {
        int dx = tissue[i] % side - seed % side;
        int dy = row(tissue[i]) - row(seed);
        nearest = Math.min(nearest, Math.hypot(dx, dy));
      }
      distance[i] = nearest * (0.6 + 0.8 * noise(tissue[i]));
    }
    var sorted = distance.clone();
    Arrays.sort(sorted);
    double limit = sorted[(int) (wanted * (sorted.length - 1))];
    int grown = 0;
    for (int i = 0; i < tissue.length; i++) {
      if (distance[i] < limit) {
        regions[tissue[i]] = Region.TUMOUR;
        grown++;
      }
    }
    tumourFraction = (double) grown / tissue.length;
  }

  private void layGlands(SplittableRandom random) {
    double spacing = 150 / cellMicrometres;
    for (double y = spacing / 2; y < side; y += spacing) {
      for (double x = spacing / 2; x < side; x += spacing) {
        double cx = x + random.nextDouble(-0.25, 0.25) * spacing;
        double cy = y + random.nextDouble(-0.25, 0.25) * spacing;
        double radius = random.nextDouble(32, 58) / cellMicrometres;
        double flat = random.nextDouble(0.7, 1);
        boolean skipped = random.nextDouble() < 0.3;
        if (!skipped && isStromaAround(cx, cy, radius)) {
          disc(cx, cy, radius, flat, Region.STROMA, Region.EPITHELIUM);
          disc(cx, cy, radius * 0.5, flat, Region.EPITHELIUM, Region.LUMEN);
          glands.add(new Gland(cx * CELL_PX, cy * CELL_PX, radius * CELL_PX, flat));
        }
      }
    }
  }

  private void lymphocytes(SplittableRandom random) {
    for (int cluster = 0; cluster < 3; cluster++) {
      double x = random.nextDouble(side);
      double y = random.nextDouble(side);
      double radius = random.nextDouble(30, 70) / cellMicrometres;
      disc(x, y, radius, random.nextDouble(0.6, 1), Region.STROMA, Region.LYMPHOCYTES);
    }
  }

  private boolean isStromaAround(double cx, double cy, double radius) {
    for (int k = 0; k < 8; k++) {
      double angle = k * Math.PI / 4;
      int x = (int) (cx + radius * Math.cos(angle));
      int y = (int) (cy + radius * Math.sin(angle));
      if (at(x, y) != Region.STROMA) {
        return false;
      }
    }
    return at((int) cx, (int) cy) == Region.STROMA;
  }

  private void disc(double cx, double cy, double radius, double flat, Region from, Region to) {
    for (int y = (int) Math.max(0, cy - radius); y < Math.min(side, cy + radius + 1); y++) {
      for (int x = (int) Math.max(0, cx - radius); x < Math.min(side, cx + radius + 1); x++) {
        double distance = Math.hypot(x - cx, (y - cy) / flat);
        int i = y * side + x;
        if (distance < radius * (0.85 + 0.3 * noise(i)) && regions[i] == from) {
          regions[i] = to;
        }
      }
    }
  }

  private int[] cellsOf(Region region) {
    return IntStream.range(0, regions.length).filter(i -> regions[i] == region).toArray();
  }

  private int row(int cell) {
    return cell / side;
  }

  private double noise(int cell) {
    return noise.at(cell % side * 4, row(cell) * 4);
  }

  /** A gland, in level-0 pixels; {@code flat} is its height by its width. */
  record Gland(double x, double y, double radius, double flat) {}
}
