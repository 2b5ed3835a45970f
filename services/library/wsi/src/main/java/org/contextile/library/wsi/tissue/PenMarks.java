// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import java.util.BitSet;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Where somebody wrote on the glass. Ink is told by what it absorbs, as optical density, and by its
 * evenness: stains for tissue absorb green most, or as much as any other colour, so that what lets
 * green or blue through and holds red back is no stain, and what is red without a trace of blue is
 * none; and a stroke of ink has hardly any texture, which tissue of such a colour would have.
 */
final class PenMarks {
  private static final int NONE = 0;
  private static final int BLACK = 1;
  private static final int COLD = 2;
  private static final int RED = 3;

  /** Differences of channels that no ink leaves as small as this, unless it is black. */
  private static final int LEAST_CHROMA = 30;

  private static final int MOST_BLACK = 100;

  // Beside a stroke: how coloured ink is at least that is thinned to a tint, and how bright black.
  private static final int LEAST_TINT = 8;
  private static final int MOST_PALE_BLACK = 215;

  /** A smaller spot of such a colour may be pigment. */
  private static final double LEAST_MICROMETRES2 = 5_000;

  /** Grey levels by which neighbouring pixels of a stroke differ, where tissue's differ by more. */
  private static final double MOST_TEXTURE = 10;

  /** Pixels beside a stroke that show ink and glass at once. */
  private static final int HALO_PX = 2;

  private static final float[] DENSITY = densities();

  private final RgbImage image;
  private final byte[] families;
  private final BitSet black = new BitSet();
  private final BitSet coloured = new BitSet();

  private PenMarks(RgbImage image) {
    this.image = image;
    this.families = new byte[image.widthPx() * image.heightPx()];
  }

  /** Finds the ink of an image; {@code mpp} is the image's. */
  static PenMarks of(RgbImage image, double mpp) {
    var pen = new PenMarks(image);
    var counts = new int[RED + 1];
    for (int i = 0; i < pen.families.length; i++) {
      int family = pen.family(i);
      pen.families[i] = (byte) family;
      counts[family]++;
    }
    double least = LEAST_MICROMETRES2 / (mpp * mpp);
    for (int family : new int[] {BLACK, COLD, RED}) {
      if (counts[family] >= least) {
        pen.mark(family, least);
      }
    }
    return pen;
  }

  /** Pixels by index, row by row: black ink, and whatever else is as black and even. */
  BitSet black() {
    return black;
  }

  /** Pixels by index, row by row, of coloured ink, or of a stain that is as dense and even. */
  BitSet coloured() {
    return coloured;
  }

  /** Both. */
  BitSet all() {
    BitSet all = (BitSet) coloured.clone();
    all.or(black);
    return all;
  }

  private void mark(int family, double leastPx) {
    int width = image.widthPx();
    var pieces = Components.of(width, image.heightPx(), i -> families[i] == family);
    if (pieces.largest() < leastPx) {
      return;
    }
    var even = even(pieces, leastPx);
    BitSet marks = family == BLACK ? black : coloured;
    for (int i = 0; i < families.length; i++) {
      if (families[i] == family && even[pieces.labels()[i]]) {
        marks.set(i);
        halo(marks, i % width, i / width, family);
      }
    }
  }

  /** Which pieces are large enough and have the evenness of ink, by the median inside of each. */
  private boolean[] even(Components pieces, double leastPx) {
    var inside = new int[pieces.areas().length];
    var smooth = new int[pieces.areas().length];
    int width = image.widthPx();
    for (int y = 1; y + 1 < image.heightPx(); y++) {
      for (int x = 1; x + 1 < width; x++) {
        int label = pieces.labels()[y * width + x];
        if (label != 0 && pieces.areas()[label] >= leastPx && isInside(pieces, x, y)) {
          inside[label]++;
          smooth[label] += texture(x, y) <= MOST_TEXTURE ? 1 : 0;
        }
      }
    }
    var even = new boolean[inside.length];
    for (int i = 1; i < even.length; i++) {
      even[i] = inside[i] > 0 && 2 * smooth[i] >= inside[i];
    }
    return even;
  }

  private boolean isInside(Components pieces, int x, int y) {
    int width = image.widthPx();
    int label = pieces.labels()[y * width + x];
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        if (pieces.labels()[(y + dy) * width + x + dx] != label) {
          return false;
        }
      }
    }
    return true;
  }

  /** The largest standard deviation of a channel among a pixel and its neighbours. */
  private double texture(int x, int y) {
    double most = 0;
    for (int c = 0; c < 3; c++) {
      int sum = 0;
      int squares = 0;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int value = image.pixels()[3 * ((y + dy) * image.widthPx() + x + dx) + c] & 0xff;
          sum += value;
          squares += value * value;
        }
      }
      most = Math.max(most, squares / 9.0 - sum * sum / 81.0);
    }
    return Math.sqrt(most);
  }

  private void halo(BitSet marks, int x, int y, int family) {
    int bottom = Math.min(image.heightPx() - 1, y + HALO_PX);
    int right = Math.min(image.widthPx() - 1, x + HALO_PX);
    for (int row = Math.max(0, y - HALO_PX); row <= bottom; row++) {
      for (int column = Math.max(0, x - HALO_PX); column <= right; column++) {
        int pixel = row * image.widthPx() + column;
        if (!marks.get(pixel) && isPale(pixel, family)) {
          marks.set(pixel);
        }
      }
    }
  }

  /** Whether a pixel beside a stroke may be ink over glass: tissue lets less green through. */
  private boolean isPale(int pixel, int family) {
    int r = image.pixels()[3 * pixel] & 0xff;
    int g = image.pixels()[3 * pixel + 1] & 0xff;
    int b = image.pixels()[3 * pixel + 2] & 0xff;
    int most = Math.max(r, Math.max(g, b));
    boolean coloured = most - Math.min(r, Math.min(g, b)) >= LEAST_TINT;
    return switch (family) {
      case RED -> coloured && b - g < 0.35 * (r - g);
      case BLACK -> !coloured && most < MOST_PALE_BLACK;
      default -> coloured && g >= r;
    };
  }

  private int family(int pixel) {
    int r = image.pixels()[3 * pixel] & 0xff;
    int g = image.pixels()[3 * pixel + 1] & 0xff;
    int b = image.pixels()[3 * pixel + 2] & 0xff;
    int most = Math.max(r, Math.max(g, b));
    int chroma = most - Math.min(r, Math.min(g, b));
    if (chroma < LEAST_CHROMA) {
      return most < MOST_BLACK ? BLACK : NONE;
    }
    float red = DENSITY[r];
    float green = DENSITY[g];
    float blue = DENSITY[b];
    // Haematoxylin that is strong enough for these densities holds green back as much as red.
    boolean cold =
        chroma >= 2 * LEAST_CHROMA
            && red >= blue
            && ((red > 1.3 * green && red > 0.9) || (red > 1.1 * green && red > 1.5));
    boolean paleGreen = red > 0.25 && green < 0.6 * Math.min(red, blue);
    if (cold || paleGreen) {
      return COLD;
    }
    // Eosin lets blue through; what browns (DAB) or is blood holds some red back.
    boolean warm = red < 0.18 * green && ((green > 1.6 && blue > 0.65 * green) || green > 2.2);
    return warm ? RED : NONE;
  }

  private static float[] densities() {
    var densities = new float[256];
    for (int i = 0; i < densities.length; i++) {
      densities[i] = (float) -Math.log(Math.max(i, 1) / 255.0);
    }
    return densities;
  }
}
