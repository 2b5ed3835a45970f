// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import static java.util.Objects.requireNonNullElseGet;

import org.contextile.api.model.Augmentation;
import org.contextile.api.model.FineTuningLoss;
import org.contextile.api.model.FineTuningMethod;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.TargetNormalisation;
import org.contextile.api.model.TeacherTargets;
import org.contextile.library.backbones.Precision;
import org.contextile.library.mcm.AugmentationSettings;
import org.contextile.library.mcm.ContextSettings;
import org.contextile.library.mcm.LossSettings;
import org.contextile.library.mcm.LossSettings.Distance;
import org.contextile.library.mcm.LossSettings.TargetNorm;
import org.contextile.library.mcm.McmRecipe;
import org.contextile.library.mcm.OptimiserSettings;
import org.contextile.library.mcm.PredictorShape;
import org.contextile.library.mcm.TrainingMethod;

/** The API's recipe as the training's. */
final class RecipeMapping {

  private RecipeMapping() {}

  /**
   * Cached targets did not see the window turned, so there is no turning with them. The recipe is
   * one that the contract allows.
   */
  static McmRecipe of(FineTuningRecipe recipe, int openSlides) {
    return new McmRecipe(
        method(recipe.getMethod()),
        new ContextSettings(
            recipe.getWindowSize(),
            recipe.getMinTissue(),
            recipe.getMaskRatio(),
            recipe.getBatchWindows(),
            openSlides),
        predictor(recipe),
        new LossSettings(
            distance(recipe.getLoss()),
            norm(recipe.getTargetNormalisation()),
            recipe.getVisibleLossWeight()),
        new OptimiserSettings(
            recipe.getStudentLearningRate(),
            recipe.getPredictorLearningRate(),
            recipe.getWeightDecay(),
            recipe.getWarmupFraction(),
            recipe.getGradientClip(),
            recipe.getAccumulation()),
        augmentation(recipe),
        recipe.getEpochs(),
        recipe.getSeed());
  }

  /** What student and teacher compute in, if their architectures are known. */
  static Precision precision(FineTuningRecipe recipe) {
    return switch (recipe.getPrecision()) {
      case FP32 -> Precision.FP32;
      case BF16 -> Precision.BF16;
    };
  }

  private static TrainingMethod method(FineTuningMethod method) {
    return switch (method) {
      case MASKED_CONTEXT -> TrainingMethod.MASKED_CONTEXT;
      case PLAIN_DISTILLATION -> TrainingMethod.PLAIN_DISTILLATION;
    };
  }

  private static Distance distance(FineTuningLoss loss) {
    return switch (loss) {
      case SMOOTH_L1 -> Distance.SMOOTH_L1;
      case COSINE -> Distance.COSINE;
      case MSE -> Distance.SQUARED;
    };
  }

  private static TargetNorm norm(TargetNormalisation normalisation) {
    return switch (normalisation) {
      case LAYER_NORM -> TargetNorm.LAYER;
      case L2 -> TargetNorm.L2;
      case NONE -> TargetNorm.NONE;
    };
  }

  private static PredictorShape predictor(FineTuningRecipe recipe) {
    var shape =
        requireNonNullElseGet(recipe.getPredictor(), org.contextile.api.model.PredictorShape::new);
    return new PredictorShape(shape.getWidth(), shape.getDepth(), shape.getHeads());
  }

  private static AugmentationSettings augmentation(FineTuningRecipe recipe) {
    Augmentation augmentation = requireNonNullElseGet(recipe.getAugmentation(), Augmentation::new);
    boolean online = recipe.getTeacherTargets() == TeacherTargets.ONLINE;
    return new AugmentationSettings(
        online && augmentation.getDihedral(), augmentation.getStainJitter());
  }
}
