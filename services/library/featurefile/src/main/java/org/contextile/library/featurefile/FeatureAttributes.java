// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a feature file says of itself, stored as attributes of its {@code coords} dataset.
 *
 * @param name the slide's name, without extension
 * @param patchSizePx side of a patch as the model saw it, in pixels
 * @param patchSizeLevel0Px side of a patch in level-0 pixels
 * @param level0Magnification objective power at level 0; {@link #magnification} of the mpp where
 *     the slide does not say
 * @param targetMagnification objective power that the patch was read at
 * @param overlapPx overlap of neighbouring patches in pixels as the model saw them
 * @param level0WidthPx the slide's width at level 0
 * @param level0HeightPx the slide's height at level 0
 * @param mpp micrometres per pixel that the patch was read at
 * @param mppSource where the slide's micrometres per pixel came from: {@code openslide}, {@code
 *     tiff-resolution}, {@code override}
 * @param slideDigest SHA-256 of the slide, in hexadecimal
 * @param modelDigest SHA-256 of the model
 * @param tilingDigest SHA-256 of the tiling
 * @param precision what the model computed in: {@code fp32} or {@code bf16}
 * @param stored what the features are stored as
 * @param reader what read the slide and its version, such as {@code openslide/4.0.1}
 * @param decoder what decoded the pixels of the level that was read, and its version, such as
 *     {@code turbojpeg/3.0.1} or {@code openslide/4.0.1}
 * @param icc whether the slide has a colour profile: {@code none}, {@code present} (and not
 *     applied), {@code applied}
 * @param software versions of the programs that made the file, by name
 * @param readLevel the slide's level that patches were read from
 * @param readSizePx side of a patch in pixels of that level, from which it was averaged unless that
 *     is {@code patchSizePx}
 * @param inputSizePx side of a patch as it entered the network
 * @param patchLevel the slide's level of which a patch is {@code patchSizePx} wide, if there is
 *     one: CLAM reads patches from it
 */
public record FeatureAttributes(
    String name,
    int patchSizePx,
    int patchSizeLevel0Px,
    double level0Magnification,
    double targetMagnification,
    int overlapPx,
    long level0WidthPx,
    long level0HeightPx,
    double mpp,
    String mppSource,
    String slideDigest,
    String modelDigest,
    String tilingDigest,
    String precision,
    StoredAs stored,
    String reader,
    String decoder,
    String icc,
    SortedMap<String, String> software,
    int readLevel,
    double readSizePx,
    int inputSizePx,
    OptionalInt patchLevel) {

  public FeatureAttributes {
    requireNonNull(name, "name");
    requireNonNull(mppSource, "mppSource");
    requireNonNull(slideDigest, "slideDigest");
    requireNonNull(modelDigest, "modelDigest");
    requireNonNull(tilingDigest, "tilingDigest");
    require(precision.matches("\\S+"), "precision must be one word");
    require(reader.matches("[^/\\s]+/\\S+"), "not a reader and its version: " + reader);
    require(decoder.matches("[^/\\s]+/\\S+"), "not a decoder and its version: " + decoder);
    require(icc.matches("none|present|applied"), "not what becomes of a colour profile: " + icc);
    require(patchSizePx > 0 && patchSizeLevel0Px > 0, "patch sizes must be positive");
    require(readLevel >= 0, "a level is not negative");
    require(readSizePx > 0 && Double.isFinite(readSizePx), "the size read must be positive");
    require(inputSizePx > 0, "the network's input must have a size");
    require(overlapPx >= 0 && overlapPx < patchSizePx, "overlap must be in [0, patch size)");
    require(level0WidthPx > 0 && level0HeightPx > 0, "slide extent must be positive");
    require(mpp > 0 && Double.isFinite(mpp), "mpp must be positive");
    require(level0Magnification > 0 && targetMagnification > 0, "magnifications must be positive");
    software = Collections.unmodifiableSortedMap(new TreeMap<>(software));
    for (Map.Entry<String, String> entry : software.entrySet()) {
      require(
          entry.getKey().matches("[^/\\s]+") && entry.getValue().matches("\\S+"),
          "not a program and its version: " + entry);
    }
  }

  /**
   * The same patches as CLAM reads them: at level 0, as many pixels wide as they are there, their
   * features in float32, which its networks take alone.
   */
  FeatureAttributes atLevel0() {
    return new FeatureAttributes(
        name,
        patchSizeLevel0Px,
        patchSizeLevel0Px,
        level0Magnification,
        level0Magnification,
        (int) Math.round((double) overlapPx * patchSizeLevel0Px / patchSizePx),
        level0WidthPx,
        level0HeightPx,
        mpp * patchSizePx / patchSizeLevel0Px,
        mppSource,
        slideDigest,
        modelDigest,
        tilingDigest,
        precision,
        StoredAs.FLOAT32,
        reader,
        decoder,
        icc,
        software,
        readLevel,
        readSizePx,
        inputSizePx,
        OptionalInt.of(0));
  }

  /** Objective power by the convention that 10x is one micrometre per pixel. */
  public static double magnification(double mpp) {
    require(mpp > 0 && Double.isFinite(mpp), "mpp must be positive");
    return 10 / mpp;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
