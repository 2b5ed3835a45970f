// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.feature.UniformFeatures;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.mcm.Teacher;
import org.springframework.stereotype.Component;

/** Teachers that run along, and teachers whose features lie ready. */
@Component
final class LoadedTeachers {
  /** PostgreSQL takes 65,535 parameters per statement. */
  private static final int AT_ONCE = 10_000;

  private final FineTuningModels models;
  private final FeatureSetRepository featureSets;
  private final ArtifactStore artifacts;
  private final FineTuningProperties properties;

  LoadedTeachers(
      FineTuningModels models,
      FeatureSetRepository featureSets,
      ArtifactStore artifacts,
      FineTuningProperties properties) {
    this.models = models;
    this.featureSets = featureSets;
    this.artifacts = artifacts;
    this.properties = properties;
  }

  /**
   * @param scratch for a temporary file as large as the model
   * @throws ProblemException {@code incompatible-model} if the teacher cannot be loaded, {@code
   *     missing-features} if its cached features of some slide are not there
   */
  LoadedTeacher load(
      ModelEntity model,
      FineTuningRecipe recipe,
      List<TrainingSlide> slides,
      TilingSpec spec,
      Path scratch)
      throws IOException {
    return switch (recipe.getTeacherTargets()) {
      case ONLINE -> {
        Backbone backbone =
            models.teacher(model, spec.tileSizePx(), RecipeMapping.precision(recipe), scratch);
        yield new LoadedTeacher(new Teacher.Online(backbone), backbone::close);
      }
      case CACHED -> {
        List<String> files = featureFiles(model, slides, spec);
        TeacherFeatureSets cached =
            new TeacherFeatureSets(
                slides, files, artifacts, model.featureDim(), properties.openSlides());
        yield new LoadedTeacher(new Teacher.Cached(cached), () -> {});
      }
    };
  }

  /** In the order of the slides, all of one provenance. */
  private List<String> featureFiles(
      ModelEntity model, List<TrainingSlide> slides, TilingSpec spec) {
    List<FeatureSetEntity> found = new ArrayList<>();
    for (int from = 0; from < slides.size(); from += AT_ONCE) {
      List<UUID> ids =
          slides.subList(from, Math.min(from + AT_ONCE, slides.size())).stream()
              .map(slide -> slide.slide().id())
              .toList();
      found.addAll(
          featureSets.findBySlidesAndModelsAndSpec(
              model.workspace(), ids, List.of(model.id()), spec));
    }
    Map<UUID, FeatureSetEntity> uniform = UniformFeatures.of(found);
    return slides.stream()
        .map(
            slide ->
                featureFile(model, slide, Optional.ofNullable(uniform.get(slide.slide().id()))))
        .toList();
  }

  /** The digest of a slide's feature file. */
  private static String featureFile(
      ModelEntity model, TrainingSlide slide, Optional<FeatureSetEntity> found) {
    return found
        .map(FeatureSetEntity::artifactDigest)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MISSING_FEATURES,
                    "There are no features of %s by the teacher %s, or none of the precision and reader of the other slides: extract them first."
                        .formatted(slide.slide().name(), model.name())));
  }
}
