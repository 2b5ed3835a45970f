// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.util.SplittableRandom;

/**
 * Puts nuclei where a region has them: thin and scattered in stroma, in a ring in glands, small and
 * packed among lymphocytes, large, dark and crowded in tumour.
 */
final class NucleusPainter {
  private final SyntheticSlideSpec spec;
  private final SectionLayout layout;
  private final StainedSection section;
  private final SplittableRandom random;

  NucleusPainter(SyntheticSlideSpec spec, SectionLayout layout, StainedSection section) {
    this.spec = spec;
    this.layout = layout;
    this.section = section;
    this.random = new SplittableRandom(spec.seed() ^ 0xce11);
  }

  void paint() {
    scatter(Region.STROMA, 17, 0.45, new Shape(4.2, 1.3, 0.25, 0.85));
    scatter(Region.LYMPHOCYTES, 8.5, 0.9, new Shape(2.9, 2.8, 0.1, 1.25));
    scatter(Region.TUMOUR, 12.5, 0.95, new Shape(5.8, 4.6, 0.35, 1.2));
    layout.glands().forEach(this::ring);
  }

  /**
   * One nucleus a cell of a jittered lattice.
   *
   * @param spacing of the lattice, in micrometres
   * @param share part of the lattice that has one
   */
  private void scatter(Region region, double spacing, double share, Shape shape) {
    double step = spacing / spec.mpp();
    for (double y = 0; y < spec.sizePx(); y += step) {
      for (double x = 0; x < spec.sizePx(); x += step) {
        double cx = x + random.nextDouble(step);
        double cy = y + random.nextDouble(step);
        boolean present = random.nextDouble() < share;
        if (present && regionAt(cx, cy) == region) {
          nucleus(cx, cy, random.nextDouble(Math.PI), shape);
        }
      }
    }
  }

  private void ring(SectionLayout.Gland gland) {
    double radius = gland.radius() * 0.78;
    int count = (int) (2 * Math.PI * radius * spec.mpp() / 7.5);
    for (int k = 0; k < count; k++) {
      double angle = 2 * Math.PI * k / count + random.nextDouble(-0.05, 0.05);
      double away = radius * random.nextDouble(0.93, 1.07);
      double x = gland.x() + away * Math.cos(angle);
      double y = gland.y() + away * gland.flat() * Math.sin(angle);
      nucleus(x, y, angle, new Shape(3.9, 2.5, 0.12, 0.95));
    }
  }

  private Region regionAt(double x, double y) {
    return layout.at(
        (int) Math.round(x / SectionLayout.CELL_PX), (int) Math.round(y / SectionLayout.CELL_PX));
  }

  private void nucleus(double cx, double cy, double angle, Shape shape) {
    double size = 1 + shape.variety * random.nextDouble(-1, 1);
    double a = shape.length * size / spec.mpp();
    double b = shape.width * size * random.nextDouble(0.85, 1.15) / spec.mpp();
    float stain = (float) (shape.stain * random.nextDouble(0.85, 1.15));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    int reach = (int) Math.ceil(Math.max(a, b));
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
        double u = (dx * cos + dy * sin) / a;
        double v = (dy * cos - dx * sin) / b;
        double distance = u * u + v * v;
        if (distance < 1) {
          // The membrane is as dark as the middle; only the last tenth fades.
          float edge = (float) Math.min(1, 5 * (1 - distance));
          section.stain((int) cx + dx, (int) cy + dy, stain * edge);
        }
      }
    }
  }

  /**
   * @param length half the long axis, in micrometres
   * @param width half the short axis, in micrometres
   * @param variety part by which sizes differ
   * @param stain haematoxylin taken up
   */
  private record Shape(double length, double width, double variety, double stain) {}
}
