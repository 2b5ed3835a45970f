// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.Paging;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Gathers all that is known of a model. */
@Component
final class ModelCards {

  private static final String RESAMPLED =
      "at every run, bicubic with antialiasing, as timm does with dynamic_img_size and, once, where"
          + " it loads pretrained weights; its checkpoint_path does not";

  private static final int MOST_CLASSIFIERS = 20;
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final TypeReference<List<Object>> LIST = new TypeReference<>() {};

  private final ModelRepository models;
  private final ClassifierRepository classifiers;
  private final JsonMapper json;

  ModelCards(ModelRepository models, ClassifierRepository classifiers, JsonMapper json) {
    this.models = models;
    this.classifiers = classifiers;
    this.json = json;
  }

  /** The card as a tree. */
  Map<String, Object> json(ModelEntity model) {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("name", model.name());
    card.put("origin", model.origin().name());
    card.put("createdAt", model.createdAt().toString());
    card.put("architecture", model.architecture());
    card.put("featureDim", model.featureDim());
    card.put("parameterCount", model.parameters());
    card.put("digest", model.artifactDigest());
    card.put(
        "input",
        Map.of(
            "sizePx", model.input().inputSizePx(),
            "mean", model.input().mean(),
            "std", model.input().std()));
    put(card, "config", tree(model.documents().configJson()));
    put(card, "positionEmbedding", positions(model));
    Map<String, Object> lineage = lineage(model);
    put(card, "lineage", lineage);
    put(card, "licences", licences(model, forebear(model), new ArrayList<>()));
    put(card, "recipe", tree(model.documents().recipeJson()));
    boolean tuned = model.origin() == ModelOrigin.FINE_TUNED;
    put(card, tuned ? "training" : "provenance", tree(model.documents().cardJson()));
    String curve = model.documents().trainingCurveJson();
    if (curve != null) {
      card.put("curve", json.readValue(curve, LIST));
    }
    put(card, "evaluation", evaluation(model));
    return card;
  }

  private static Map<String, Object> positions(ModelEntity model) {
    if (model.documents().configJson() == null) {
      return Map.of();
    }
    int tiles = model.input().inputSizePx();
    Map<String, Object> positions = new LinkedHashMap<>();
    BackboneFiles.positionsPx(ModelConfigs.of(model))
        .ifPresent(
            made -> {
              positions.put("madeForPx", made);
              positions.put("tilesPx", tiles);
              positions.put("resampled", made == tiles ? "no" : RESAMPLED);
            });
    return positions;
  }

  /** The card for people. */
  String markdown(ModelEntity model) {
    return new CardText(json(model)).toString();
  }

  private Map<String, Object> lineage(ModelEntity model) {
    Map<String, Object> lineage = new LinkedHashMap<>();
    find(model, model.lineage().studentId()).ifPresent(it -> lineage.put("student", it.shown()));
    find(model, model.lineage().teacherId()).ifPresent(it -> lineage.put("teacher", it.shown()));
    return lineage;
  }

  /** A model that this one came of, directly or not, be it there or on record. */
  private Optional<Forebear> find(ModelEntity model, @Nullable UUID id) {
    return id == null
        ? Optional.empty()
        : models
            .findByIdAndWorkspace(id, model.workspace())
            .map(this::forebear)
            .or(
                () ->
                    tree(model.forebearsJson()).get(id.toString()) instanceof Map<?, ?> kept
                        ? Optional.of(Forebear.onRecord(json.convertValue(kept, OBJECT)))
                        : Optional.empty());
  }

  private Forebear forebear(ModelEntity model) {
    return Forebear.of(model, tree(model.documents().cardJson()));
  }

  /**
   * Its own, where it was imported from a place that names one, and those of what it is made of.
   */
  private List<String> licences(ModelEntity model, Forebear of, List<UUID> seen) {
    if (seen.contains(of.id())) {
      return List.of();
    }
    seen.add(of.id());
    List<String> licences = new ArrayList<>();
    Object own =
        of.origin().get("source") instanceof Map<?, ?> source && source.get("licence") != null
            ? source.get("licence")
            : of.origin().get("licence");
    if (own != null) {
      licences.add("%s (%s)".formatted(own, of.name()));
    }
    of.forebears()
        .forEach(id -> find(model, id).ifPresent(it -> licences.addAll(licences(model, it, seen))));
    return licences;
  }

  private List<Map<String, Object>> evaluation(ModelEntity model) {
    return classifiers
        .findPage(model.workspace(), null, model.id(), Paging.FIRST, Limit.of(MOST_CLASSIFIERS))
        .stream()
        .map(this::result)
        .toList();
  }

  private Map<String, Object> result(ClassifierEntity classifier) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("classifierId", classifier.id());
    result.put("classifier", classifier.name());
    result.put("cohortId", classifier.cohortId());
    result.put("algorithm", classifier.algorithm());
    result.put("classes", classifier.classes());
    result.put("metrics", tree(classifier.metricsJson()));
    return result;
  }

  private Map<String, Object> tree(@Nullable String text) {
    return text == null ? Map.of() : json.readValue(text, OBJECT);
  }

  private static void put(Map<String, Object> card, String name, Map<String, Object> value) {
    if (!value.isEmpty()) {
      card.put(name, value);
    }
  }

  private static void put(Map<String, Object> card, String name, List<?> value) {
    if (!value.isEmpty()) {
      card.put(name, value);
    }
  }
}
