// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.contextile.library.featurefile.Hdf5.Handle;

/** {@link FeatureAttributes} under the names that TRIDENT gives them, ours beside. */
final class AttributeCodec {
  private AttributeCodec() {}

  static void write(Handle coords, FeatureAttributes values) throws FeatureFileException {
    Attributes attributes = new Attributes(coords);
    attributes.write("name", values.name());
    attributes.write("patch_size", values.patchSizePx());
    attributes.write("patch_size_level0", values.patchSizeLevel0Px());
    attributes.write("level0_magnification", values.level0Magnification());
    attributes.write("target_magnification", values.targetMagnification());
    attributes.write("overlap", values.overlapPx());
    attributes.write("level0_width", values.level0WidthPx());
    attributes.write("level0_height", values.level0HeightPx());
    attributes.write("mpp", values.mpp());
    attributes.write("mpp_source", values.mppSource());
    attributes.write("slide_digest", values.slideDigest());
    attributes.write("model_digest", values.modelDigest());
    attributes.write("tiling_digest", values.tilingDigest());
    attributes.write("precision", values.precision());
    attributes.write("stored", values.stored().text());
    attributes.write("reader", values.reader());
    attributes.write("decoder", values.decoder());
    attributes.write("icc", values.icc());
    attributes.write("software", join(values.software()));
    attributes.write("read_level", values.readLevel());
    attributes.write("read_size", values.readSizePx());
    attributes.write("input_size", values.inputSizePx());
    // CLAM reads patch_size pixels of patch_level: where no level has them, it has to be refused.
    if (values.patchLevel().isPresent()) {
      attributes.write("patch_level", values.patchLevel().getAsInt());
      attributes.write("custom_downsample", 1);
    }
  }

  static FeatureAttributes read(Handle coords) throws FeatureFileException {
    Attributes attributes = new Attributes(coords);
    try {
      return new FeatureAttributes(
          attributes.text("name"),
          Math.toIntExact(attributes.integer("patch_size")),
          Math.toIntExact(attributes.integer("patch_size_level0")),
          attributes.number("level0_magnification"),
          attributes.number("target_magnification"),
          Math.toIntExact(attributes.integer("overlap")),
          attributes.integer("level0_width"),
          attributes.integer("level0_height"),
          attributes.number("mpp"),
          attributes.text("mpp_source"),
          attributes.text("slide_digest"),
          attributes.text("model_digest"),
          attributes.text("tiling_digest"),
          attributes.text("precision"),
          StoredAs.of(attributes.text("stored")),
          attributes.text("reader"),
          attributes.text("decoder"),
          attributes.text("icc"),
          split(attributes.text("software")),
          Math.toIntExact(attributes.integer("read_level")),
          attributes.number("read_size"),
          Math.toIntExact(attributes.integer("input_size")),
          attributes.has("patch_level")
              ? OptionalInt.of(Math.toIntExact(attributes.integer("patch_level")))
              : OptionalInt.empty());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new FeatureFileException("attributes out of range: " + e.getMessage());
    }
  }

  /** As product tokens of HTTP: {@code contextile/0.1.0 openslide/4.0.1}. */
  private static String join(SortedMap<String, String> software) {
    StringBuilder text = new StringBuilder();
    software.forEach(
        (name, version) ->
            text.append(text.isEmpty() ? "" : " ").append(name).append('/').append(version));
    return text.toString();
  }

  private static SortedMap<String, String> split(String text) {
    SortedMap<String, String> software = new TreeMap<>();
    for (String token : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      int slash = token.indexOf('/');
      software.put(token.substring(0, slash), token.substring(slash + 1));
    }
    return software;
  }
}
