// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.List;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/** Reads one tile at a time, plainly: what {@link TileReader} is measured against. */
public final class NaiveTileReader {
  private final Slide slide;
  private final TileWindow window;

  public NaiveTileReader(Slide slide, TileGrid grid) {
    this.slide = slide;
    this.window = TileWindow.of(slide, grid, Decoding.WHOLE);
  }

  /** The tile's pixels. */
  public RgbImage read(Tile tile) throws UnreadableRegionException {
    var region = window.around(List.of(tile));
    var image = slide.read(region.on(window.level()));
    double left = window.left(tile, region);
    double top = window.top(tile, region);
    if (Resampler.isCopy(window.scale(), left, top)) {
      return image;
    }
    var target = new byte[3 * window.sizePx() * window.sizePx()];
    new Resampler(window.sizePx(), window.scale())
        .resample(image.pixels(), image.widthPx(), image.heightPx(), left, top, target);
    return new RgbImage(window.sizePx(), window.sizePx(), target);
  }
}
