// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.metrics.Auroc;
import org.contextile.library.evaluation.metrics.ConfidenceInterval;
import org.contextile.library.evaluation.metrics.ConfusionMatrix;
import org.contextile.library.evaluation.metrics.Margins;
import org.contextile.library.evaluation.metrics.PatientBootstrap;
import org.contextile.library.evaluation.metrics.UndefinedMetricException;

/**
 * A cohort, predicted by networks that saw none of the predicted slide's patient.
 *
 * @param slides the cohort
 * @param classes number of classes C
 * @param folds one network each
 */
public record CrossValidationResult(
    List<LabelledSlide> slides, int classes, List<TrainedFold> folds) {

  public CrossValidationResult {
    slides = List.copyOf(slides);
    folds = List.copyOf(folds);
  }

  /** Out-of-fold probabilities, [slides][C]. */
  public double[][] probabilities() {
    return Arrays.stream(logProbabilities()).map(Softmax::of).toArray(double[][]::new);
  }

  /** By what slides are ranked, [slides][C]: how far each class is ahead of the others. */
  public double[][] margins() {
    return Margins.of(logProbabilities());
  }

  private double[][] logProbabilities() {
    double[][] logProbabilities = new double[slides.size()][];
    for (TrainedFold fold : folds) {
      List<Integer> test = fold.partition().test();
      for (int i = 0; i < test.size(); i++) {
        logProbabilities[test.get(i)] = fold.logProbabilities().get(i).clone();
      }
    }
    return logProbabilities;
  }

  public int[] labels() {
    return slides.stream().mapToInt(LabelledSlide::label).toArray();
  }

  /** The fold of each slide, as test slide. */
  public int[] foldOf() {
    int[] foldOf = new int[slides.size()];
    folds.forEach(fold -> fold.partition().test().forEach(i -> foldOf[i] = fold.number()));
    return foldOf;
  }

  /** Measures of each fold on its test slides. */
  public List<FoldScore> scores() {
    return folds.stream().map(this::score).toList();
  }

  private FoldScore score(TrainedFold fold) {
    double[][] logProbabilities = fold.logProbabilities().toArray(double[][]::new);
    int[] labels = fold.partition().test().stream().mapToInt(i -> slides.get(i).label()).toArray();
    double loss =
        IntStream.range(0, labels.length)
            .mapToDouble(i -> -logProbabilities[i][labels[i]])
            .average()
            .orElse(0);
    return new FoldScore(
        fold.number(),
        auroc(Margins.of(logProbabilities), labels),
        ConfusionMatrix.of(labels, ConfusionMatrix.argmax(logProbabilities), classes),
        loss);
  }

  /** Macro one-versus-rest AUROC over all slides, as if one network had predicted them. */
  public double pooledAuroc() {
    return Auroc.macroOneVersusRest(margins(), labels());
  }

  /** Confusion matrix over all slides. */
  public ConfusionMatrix confusion() {
    return ConfusionMatrix.of(labels(), ConfusionMatrix.argmax(logProbabilities()), classes);
  }

  /**
   * Mean over the folds of their AUROC, with its interval over patients; folds that lack a class
   * are left out, in each resample anew.
   *
   * @throws UndefinedMetricException when every fold lacks a class
   */
  public ConfidenceInterval meanAuroc(PatientBootstrap bootstrap) {
    double[][] margins = margins();
    int[] labels = labels();
    int[] foldOf = foldOf();
    return bootstrap.interval(
        slides.stream().map(LabelledSlide::patient).toList(),
        samples ->
            IntStream.range(0, folds.size())
                .mapToObj(
                    fold ->
                        auroc(
                            margins,
                            labels,
                            Arrays.stream(samples).filter(i -> foldOf[i] == fold).toArray()))
                .flatMapToDouble(OptionalDouble::stream)
                .average()
                .orElseThrow(() -> new UndefinedMetricException("every fold lacks a class")));
  }

  private static OptionalDouble auroc(double[][] margins, int[] labels, int[] samples) {
    return auroc(
        Arrays.stream(samples).mapToObj(i -> margins[i]).toArray(double[][]::new),
        Arrays.stream(samples).map(i -> labels[i]).toArray());
  }

  private static OptionalDouble auroc(double[][] margins, int[] labels) {
    try {
      return labels.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Auroc.macroOneVersusRest(margins, labels));
    } catch (UndefinedMetricException e) {
      return OptionalDouble.empty();
    }
  }
}
