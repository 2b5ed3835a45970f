// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Assigns patients to folds, greedily, as scikit-learn's class of this name does: patients in
 * random order, those with the most unequal class counts first, each to the fold that leaves the
 * classes spread most evenly, then to the smallest.
 */
final class StratifiedGroupKFold {
  private static final double EQUAL = 1e-12;

  private final int[] classTotals;
  private final int[][] foldCounts;

  private StratifiedGroupKFold(int[] classTotals, int folds) {
    this.classTotals = classTotals;
    this.foldCounts = new int[folds][classTotals.length];
  }

  /** The fold of each slide; slides of a patient share one. */
  static List<Integer> foldOf(List<LabelledSlide> slides, int folds, long seed) {
    int classes = slides.stream().mapToInt(LabelledSlide::label).max().orElse(-1) + 1;
    Map<String, int[]> countsOf = new LinkedHashMap<>();
    int[] totals = new int[classes];
    for (LabelledSlide slide : slides) {
      countsOf.computeIfAbsent(slide.patient(), _ -> new int[classes])[slide.label()]++;
      totals[slide.label()]++;
    }
    List<Map.Entry<String, int[]>> patients = new ArrayList<>(countsOf.entrySet());
    Collections.shuffle(patients, new SplittableRandom(seed));
    patients.sort(Comparator.comparingDouble(patient -> -deviation(patient.getValue())));
    StratifiedGroupKFold folding = new StratifiedGroupKFold(totals, folds);
    Map<String, Integer> foldOf = new LinkedHashMap<>();
    patients.forEach(patient -> foldOf.put(patient.getKey(), folding.assign(patient.getValue())));
    return slides.stream().map(slide -> foldOf.getOrDefault(slide.patient(), 0)).toList();
  }

  private int assign(int[] counts) {
    int best = 0;
    double bestSpread = Double.POSITIVE_INFINITY;
    int bestSize = Integer.MAX_VALUE;
    for (int fold = 0; fold < foldCounts.length; fold++) {
      add(fold, counts, 1);
      double spread = spread();
      add(fold, counts, -1);
      int size = Arrays.stream(foldCounts[fold]).sum();
      if (spread < bestSpread - EQUAL
          || (Math.abs(spread - bestSpread) <= EQUAL && size < bestSize)) {
        best = fold;
        bestSpread = spread;
        bestSize = size;
      }
    }
    add(best, counts, 1);
    return best;
  }

  /** Mean over the classes of the standard deviation, over the folds, of the class's share. */
  private double spread() {
    double sum = 0;
    for (int label = 0; label < classTotals.length; label++) {
      double[] shares = new double[foldCounts.length];
      for (int fold = 0; fold < shares.length; fold++) {
        shares[fold] = foldCounts[fold][label] / (double) Math.max(1, classTotals[label]);
      }
      sum += deviation(shares);
    }
    return sum / classTotals.length;
  }

  private void add(int fold, int[] counts, int sign) {
    for (int label = 0; label < counts.length; label++) {
      foldCounts[fold][label] += sign * counts[label];
    }
  }

  private static double deviation(int[] values) {
    return deviation(Arrays.stream(values).asDoubleStream().toArray());
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }
}
