// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.List;
import java.util.Locale;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.ConfidenceInterval;
import org.jspecify.annotations.Nullable;

/** The arms side by side. */
final class SummaryTable {

  private static final String ROW = "%-22s %8s %16s %10s %12s %10s%n";

  private SummaryTable() {}

  static String of(List<Arm> arms) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            ROW,
            "arm",
            "AUROC",
            "95 % interval",
            "accuracy",
            "parameters",
            "tiles/s"));
    for (Arm arm : arms) {
      table.append(
          String.format(
              Locale.ROOT,
              ROW,
              arm.name(),
              score(arm.classifier().map(Classifier::getMeanAuroc).orElse(null)),
              interval(arm.classifier().map(Classifier::getAurocConfidence).orElse(null)),
              score(arm.classifier().map(Classifier::getMeanAccuracy).orElse(null)),
              String.format(Locale.ROOT, "%.2f M", arm.model().getParameterCount() / 1e6),
              String.format(Locale.ROOT, "%.0f", arm.tilesPerSecond())));
    }
    return table.toString();
  }

  private static String score(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interval(@Nullable ConfidenceInterval interval) {
    if (interval == null) {
      return "-";
    }
    // Every resample had one value, which says nothing about how far the true one may be.
    return interval.getDegenerate()
        ? "degenerate"
        : String.format(Locale.ROOT, "%.3f to %.3f", interval.getLow(), interval.getHigh());
  }
}
