// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classification;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.prediction.PredictionImages;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.mil.BagScores;
import org.contextile.library.mil.SlideClassifier;
import org.contextile.library.storage.LocalCopy;
import org.contextile.mil.heatmap.AttentionCsv;
import org.contextile.mil.heatmap.AttentionMap;
import org.contextile.mil.heatmap.HeatmapGeoJson;
import org.contextile.mil.heatmap.HeatmapImage;
import org.springframework.stereotype.Component;

/** Classifies one slide; probabilities and heatmap come from one read of one feature set. */
@Component
final class SlideClassification {
  private final ArtifactStore artifacts;

  SlideClassification(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** The pictures are stored, the row is the caller's to save. */
  ClassifiedSlide classify(
      JobContext job,
      ClassifierEntity classifier,
      SlideClassifier network,
      FeatureSetEntity set,
      boolean heatmap)
      throws IOException {
    try (LocalCopy file = artifacts.open(set.artifactDigest());
        FeatureReader reader = FeatureReader.open(file.path())) {
      int tiles = Math.toIntExact(reader.rows());
      BagScores scores = network.score(reader.features(0, tiles), tiles);
      FeatureAttributes attributes = reader.attributes();
      AttentionMap map =
          new AttentionMap(
              attributes.level0WidthPx(),
              attributes.level0HeightPx(),
              attributes.patchSizeLevel0Px(),
              reader.coords(0, tiles),
              scores,
              classifier.classes());
      return new ClassifiedSlide(
          set,
          byName(classifier.classes(), scores.probabilities()),
          classifier.classes().get(argmax(scores.probabilities())),
          heatmap ? images(job, map) : PredictionImages.NONE);
    }
  }

  private PredictionImages images(JobContext job, AttentionMap tiles) throws IOException {
    Path table = job.scratch().resolve("attention.csv");
    Path picture = job.scratch().resolve("heatmap.png");
    Path polygons = job.scratch().resolve("heatmap.geojson");
    AttentionCsv.write(table, tiles);
    HeatmapImage.write(picture, tiles);
    HeatmapGeoJson.write(polygons, tiles);
    return new PredictionImages(
        artifacts.put(table, "text/csv").digest(),
        artifacts.put(picture, "image/png").digest(),
        artifacts.put(polygons, "application/geo+json").digest());
  }

  private static Map<String, Double> byName(List<String> classes, double[] probabilities) {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int label = 0; label < probabilities.length; label++) {
      byName.put(classes.get(label), probabilities[label]);
    }
    return byName;
  }

  private static int argmax(double[] probabilities) {
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    return best;
  }
}
