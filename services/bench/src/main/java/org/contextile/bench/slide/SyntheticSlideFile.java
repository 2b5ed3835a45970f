// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.slide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import org.contextile.library.wsi.synthetic.LargeSlide;

/** Writes a synthetic slide of any size: {@code W H OUT}, sides in pixels; 0.25 µm/px. */
public final class SyntheticSlideFile {
  private static final double MPP = 0.25;
  private static final long SEED = 13;
  private static final int LEAST_PX = 256;
  private static final int MOST_PX = 400_000;

  private SyntheticSlideFile() {}

  /** Prints how far it is, and at last path, size and seconds; exit status 2 says what is wrong. */
  public static void main(String[] arguments) throws IOException {
    try {
      write(side("W", arguments[0]), side("H", arguments[1]), Path.of(arguments[2]));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void write(int widthPx, int heightPx, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new IllegalArgumentException("OUT=" + file + " is no file in a folder that is there");
    }
    long start = System.nanoTime();
    System.out.printf("Rendering %,d × %,d px%n", widthPx, heightPx);
    boolean whole = false;
    try {
      long bytes = LargeSlide.write(file, widthPx, heightPx, MPP, SEED, new Tenths());
      whole = true;
      System.out.printf(
          Locale.ROOT,
          "%s: %,d × %,d px, %,d bytes, %.1f s%n",
          file.toAbsolutePath(),
          widthPx,
          heightPx,
          bytes,
          (System.nanoTime() - start) / 1e9);
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static int side(String name, String text) {
    if (text.matches("[0-9]{1,6}")) {
      int side = Integer.parseInt(text);
      if (side >= LEAST_PX && side <= MOST_PX) {
        return side;
      }
    }
    throw new IllegalArgumentException(
        "%s is a whole number of pixels from %d to %,d, not %s"
            .formatted(name, LEAST_PX, MOST_PX, text));
  }

  /** A line for every tenth. */
  private static final class Tenths implements DoubleConsumer {
    private int said;

    @Override
    public void accept(double part) {
      int tenths = (int) (10 * part);
      if (tenths > said) {
        said = tenths;
        System.out.printf("%d %%%n", 10 * tenths);
      }
    }
  }
}
