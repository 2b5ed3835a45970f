// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far our features and gradients are from timm's.
 *
 * @param dimensions D
 * @param features greatest absolute difference in float32, as a share of the features' standard
 *     deviation
 * @param otherSize the same at another image size
 * @param bf16Cosine least cosine of an image's features in bfloat16 with timm's, in autocast or in
 *     float32, whichever is less
 * @param gradients greatest length of a gradient's difference from that in float64, as a share of
 *     its length
 * @param roundTrip whether timm loads what we export with the same bits in every weight and feature
 */
record Agreement(
    int dimensions,
    double features,
    OptionalDouble otherSize,
    double bf16Cosine,
    OptionalDouble gradients,
    boolean roundTrip) {

  static final double FEATURES_BOUND = 1e-4;
  static final double COSINE_BOUND = 0.999;

  /**
   * A ReLU whose input is all but 0 lets a gradient through or not as float32 happens to round;
   * PyTorch's own in its two memory formats differ by as much as 4e-3.
   */
  static final double GRADIENTS_BOUND = 5e-3;

  boolean holds() {
    return features <= FEATURES_BOUND
        && otherSize.orElse(0) <= FEATURES_BOUND
        && bf16Cosine >= COSINE_BOUND
        && gradients.orElse(0) <= GRADIENTS_BOUND
        && roundTrip;
  }

  String line(String label) {
    return String.format(
        Locale.ROOT,
        "%-6s %-48s D %5d  fp32 %.1e  other size %-7s  bf16 cosine %.6f  gradients %-7s  %s",
        holds() ? "ok" : "FAILED",
        label,
        dimensions,
        features,
        text(otherSize),
        bf16Cosine,
        text(gradients),
        roundTrip ? "round trip" : "NO ROUND TRIP");
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1e", value.getAsDouble()) : "-";
  }

  /**
   * The greatest absolute difference over the standard deviation of what is expected; not a number,
   * which no bound allows, when there are more or fewer values than expected.
   */
  static double relativeDifference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.NaN;
    }
    double mean = 0;
    for (float value : expected) {
      mean += value / (double) expected.length;
    }
    double variance = 0;
    double greatest = 0;
    for (int i = 0; i < expected.length; i++) {
      variance += (expected[i] - mean) * (expected[i] - mean) / expected.length;
      greatest = Math.max(greatest, Math.abs((double) actual[i] - expected[i]));
    }
    return greatest / Math.sqrt(variance);
  }

  /** The length of the difference over the length of what is expected. */
  static double relativeLength(float[] actual, float[] expected) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  /** The least cosine of two rows of the same number. */
  static double leastCosine(float[] some, float[] others, int dimensions) {
    double least = 1;
    for (int from = 0; from < others.length; from += dimensions) {
      float[] a = Arrays.copyOfRange(some, from, from + dimensions);
      float[] b = Arrays.copyOfRange(others, from, from + dimensions);
      least = Math.min(least, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
    }
    return least;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
