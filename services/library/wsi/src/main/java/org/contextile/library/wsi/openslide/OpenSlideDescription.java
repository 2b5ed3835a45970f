// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelScale;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.jspecify.annotations.Nullable;

/**
 * What a slide says of itself, read once when it is opened.
 *
 * @param levels each with the downsample that its sizes have in common
 * @param downsamples those by which OpenSlide divides
 */
record OpenSlideDescription(
    List<Level> levels,
    List<Double> downsamples,
    Map<String, String> properties,
    List<String> associatedImages) {
  private static final int WHITE = 0xffffff;

  OpenSlideDescription {
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("the slide has no level");
    }
    levels = List.copyOf(levels);
    downsamples = List.copyOf(downsamples);
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    associatedImages = List.copyOf(associatedImages);
  }

  static OpenSlideDescription of(OpenSlideHandle handle) throws UnreadableRegionException {
    var levels = new ArrayList<Level>();
    var downsamples = new ArrayList<Double>();
    var properties = new TreeMap<String, String>();
    var associated = new ArrayList<String>();
    handle.read(
        slide -> {
          for (var name : OpenSlideFunctions.propertyNames(slide)) {
            OpenSlideFunctions.property(slide, name).ifPresent(v -> properties.put(name, v));
          }
          for (int i = 0; i < OpenSlideFunctions.levelCount(slide); i++) {
            downsamples.add(OpenSlideFunctions.levelDownsample(slide, i));
            levels.add(level(slide, i, downsamples.getLast(), properties));
          }
          associated.addAll(OpenSlideFunctions.associatedImageNames(slide));
        });
    return new OpenSlideDescription(levels, downsamples, properties, associated);
  }

  int background() {
    var text = properties.get("openslide.background-color");
    return text == null ? WHITE : Integer.parseInt(text, 16);
  }

  private static Level level(
      MemorySegment slide, int index, double downsample, Map<String, String> properties) {
    var whole = OpenSlideFunctions.levelDimensions(slide, 0);
    var size = OpenSlideFunctions.levelDimensions(slide, index);
    var prefix = "openslide.level[" + index + "].";
    return new Level(
        index,
        size[0],
        size[1],
        LevelScale.of(whole[0], whole[1], size[0], size[1]).orElse(downsample),
        tileSide(properties.get(prefix + "tile-width")),
        tileSide(properties.get(prefix + "tile-height")));
  }

  private static int tileSide(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }
}
