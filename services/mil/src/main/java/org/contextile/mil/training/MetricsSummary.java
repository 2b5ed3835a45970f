// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.contextile.api.model.ClassifierCurves;
import org.contextile.api.model.ConfidenceInterval;
import org.contextile.api.model.FoldCurves;
import org.contextile.api.model.FoldMetrics;
import org.contextile.api.model.MetricSeries;
import org.contextile.api.model.RocCurve;
import org.contextile.library.evaluation.metrics.Auroc;
import org.contextile.library.evaluation.metrics.PatientBootstrap;
import org.contextile.library.evaluation.metrics.Roc;
import org.contextile.library.evaluation.metrics.UndefinedMetricException;
import org.contextile.library.mil.CrossValidationResult;
import org.contextile.library.mil.EpochRecord;
import org.contextile.library.mil.FoldScore;
import org.contextile.library.mil.TrainedFold;
import org.contextile.mil.classifier.ClassifierMetrics;
import org.contextile.mil.classifier.ClassifierMetrics.OutOfFold;
import org.jspecify.annotations.Nullable;

/** Says in the API's words how a cross-validation went. */
final class MetricsSummary {
  private static final int RESAMPLES = 1000;
  private static final double LEVEL = 0.95;

  private final CrossValidationResult result;
  private final List<String> classes;
  private final long seed;

  MetricsSummary(CrossValidationResult result, List<String> classes, long seed) {
    this.result = result;
    this.classes = classes;
    this.seed = seed;
  }

  ClassifierMetrics metrics() {
    List<FoldScore> scores = result.scores();
    List<FoldMetrics> folds = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      folds.add(fold(scores.get(i), result.folds().get(i)));
    }
    OptionalDouble auroc =
        scores.stream().flatMapToDouble(score -> score.auroc().stream()).average();
    OptionalDouble accuracy =
        scores.stream().mapToDouble(score -> score.confusion().accuracy()).average();
    ConfidenceInterval confidence = auroc.isPresent() ? confidence() : null;
    return new ClassifierMetrics(
        folds,
        orNull(auroc),
        confidence,
        orNull(accuracy),
        pooledAuroc(),
        new ClassifierCurves()
            .training(result.folds().stream().map(MetricsSummary::curves).toList())
            .roc(roc()),
        predictions(),
        warnings(scores, confidence));
  }

  private List<String> warnings(List<FoldScore> scores, @Nullable ConfidenceInterval confidence) {
    List<String> warnings = new ArrayList<>();
    int without = 0;
    for (FoldScore score : scores) {
      List<String> absent =
          IntStream.range(0, classes.size())
              .filter(label -> score.confusion().support(label) == 0)
              .mapToObj(classes::get)
              .toList();
      if (!absent.isEmpty()) {
        without++;
        warnings.add(
            "Fold %d has no AUROC: none of its slides is of class %s."
                .formatted(score.fold(), String.join(", ", absent)));
      }
    }
    if (without > 0 && without < scores.size()) {
      warnings.add(
          "The mean AUROC is that of %d of %d folds."
              .formatted(scores.size() - without, scores.size()));
    }
    if (confidence != null && confidence.getDegenerate()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The interval of the AUROC is degenerate, %.3f to %.3f: resampling these %d slides gives"
                  + " one value, which does not tell how far the true one may be.",
              confidence.getLow(),
              confidence.getHigh(),
              result.slides().size()));
    }
    return warnings;
  }

  private static FoldMetrics fold(FoldScore score, TrainedFold fold) {
    return new FoldMetrics()
        .fold(score.fold())
        .auroc(orNull(score.auroc()))
        .accuracy(score.confusion().accuracy())
        .balancedAccuracy(score.confusion().balancedAccuracy())
        .loss(score.loss())
        .bestEpoch(fold.bestEpoch())
        .trainingSlideCount(fold.partition().training().size())
        .validationSlideCount(fold.partition().validation().size())
        .testSlideCount(fold.partition().test().size());
  }

  /** None where no resample has a fold with all classes. */
  private @Nullable ConfidenceInterval confidence() {
    try {
      var interval = result.meanAuroc(new PatientBootstrap(RESAMPLES, LEVEL, seed));
      String method =
          "percentile bootstrap over patients, %d resamples".formatted(interval.resamples());
      return new ConfidenceInterval()
          .level(interval.level())
          .low(interval.lower())
          .high(interval.upper())
          .degenerate(interval.degenerate())
          .method(interval.degenerate() ? method + ", of one value" : method);
    } catch (UndefinedMetricException e) {
      return null;
    }
  }

  private @Nullable Double pooledAuroc() {
    try {
      return result.pooledAuroc();
    } catch (UndefinedMetricException e) {
      return null;
    }
  }

  private static FoldCurves curves(TrainedFold fold) {
    return new FoldCurves()
        .fold(fold.number())
        .series(
            List.of(
                series("trainingLoss", fold, EpochRecord::trainingLoss),
                series("validationLoss", fold, EpochRecord::validationLoss),
                series("validationAuroc", fold, EpochRecord::validationAuroc)));
  }

  /** Epochs in which the measure has no value are left out. */
  private static MetricSeries series(
      String name, TrainedFold fold, ToDoubleFunction<EpochRecord> measure) {
    List<EpochRecord> epochs =
        fold.epochs().stream().filter(e -> Double.isFinite(measure.applyAsDouble(e))).toList();
    return new MetricSeries()
        .name(name)
        .steps(epochs.stream().map(epoch -> (long) epoch.epoch()).toList())
        .values(epochs.stream().map(measure::applyAsDouble).toList());
  }

  private List<RocCurve> roc() {
    double[][] margins = result.margins();
    int[] labels = result.labels();
    List<RocCurve> curves = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int of = label;
      double[] scores = Arrays.stream(margins).mapToDouble(m -> m[of]).toArray();
      boolean[] positive = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        positive[i] = labels[i] == label;
      }
      Roc roc = Roc.of(scores, positive);
      curves.add(
          new RocCurve()
              .label(classes.get(label))
              .auroc(Auroc.binary(scores, positive))
              .falsePositiveRates(roc.falsePositiveRates())
              .truePositiveRates(roc.truePositiveRates()));
    }
    return curves;
  }

  private List<OutOfFold> predictions() {
    double[][] probabilities = result.probabilities();
    int[] foldOf = result.foldOf();
    List<OutOfFold> predictions = new ArrayList<>();
    for (int i = 0; i < foldOf.length; i++) {
      predictions.add(
          new OutOfFold(
              UUID.fromString(result.slides().get(i).slide()),
              foldOf[i],
              classes.get(result.slides().get(i).label()),
              Arrays.stream(probabilities[i]).boxed().toList()));
    }
    return predictions;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
