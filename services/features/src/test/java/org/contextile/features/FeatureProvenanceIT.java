// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.FeatureProvenance;
import org.contextile.api.model.Model;
import org.contextile.api.model.Precision;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.featurefile.StoredAs;
import org.contextile.library.wsi.SlideFormats;
import org.junit.jupiter.api.Test;

/** Features are used again only where they would come out the same. */
final class FeatureProvenanceIT {

  @Test
  void featuresOfAnotherPrecisionAreNotUsedAgain() throws Exception {
    try (RunningService first = RunningService.of(FeaturesApplication.class, Map.of()).start()) {
      FeaturesService before = new FeaturesService(first);
      Model model = before.assemble("student");
      SlideEntity slide = before.slide(1);
      UUID exact = set(before, model, slide);
      first.stop();

      try (RunningService second =
          first.beside(Map.of("contextile.features.precision", "bf16")).start()) {
        FeaturesService after = new FeaturesService(second);
        UUID halved = set(after, model, slide);

        assertThat(halved).isNotEqualTo(exact);
        assertThat(after.sets().getFeatureSet(halved).getDigest())
            .isNotEqualTo(after.sets().getFeatureSet(exact).getDigest());
        assertThat(set(after, model, slide)).isEqualTo(halved);
        FeatureProvenance provenance = after.sets().getFeatureSet(halved).getProvenance();
        assertThat(provenance.getPrecision()).isEqualTo(Precision.BF16);
        File file = after.sets().getFeatureFile(halved, null, null, null);
        try (FeatureReader reader = FeatureReader.open(file.toPath())) {
          assertThat(reader.attributes().precision()).isEqualTo("bf16");
          assertThat(reader.attributes().reader())
              .isEqualTo(provenance.getReader() + "/" + provenance.getReaderVersion());
        }
      }
    }
  }

  @Test
  void halfPrecisionHoldsTheNearestOfWhatTheNetworkGives() throws Exception {
    try (RunningService first = RunningService.of(FeaturesApplication.class, Map.of()).start()) {
      FeaturesService before = new FeaturesService(first);
      Model model = before.assemble("student");
      float[] exact = features(before, set(before, model, before.slide(1)), StoredAs.FLOAT32);
      first.stop();

      try (RunningService second =
          first.beside(Map.of("contextile.features.stored", "float16")).start()) {
        FeaturesService after = new FeaturesService(second);
        float[] halved = features(after, set(after, model, after.slide(1)), StoredAs.FLOAT16);

        assertThat(halved).hasSameSizeAs(exact);
        for (int i = 0; i < halved.length; i++) {
          assertThat(halved[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(exact[i])));
        }
      }
    }
  }

  private static float[] features(FeaturesService service, UUID set, StoredAs stored)
      throws Exception {
    File file = service.sets().getFeatureFile(set, null, null, null);
    try (FeatureReader reader = FeatureReader.open(file.toPath())) {
      assertThat(reader.attributes().stored()).isEqualTo(stored);
      return reader.features(0, Math.toIntExact(reader.rows()));
    }
  }

  @Test
  void featuresOfAnotherVersionOfTheReaderAreNotUsedAgain() throws Exception {
    try (RunningService running = RunningService.of(FeaturesApplication.class, Map.of()).start()) {
      FeaturesService service = new FeaturesService(running);
      Model model = service.assemble("student");
      SlideEntity slide = service.slide(2);
      UUID older = set(service, model, slide);
      running.jdbc().sql("UPDATE feature_set SET reader_version = '3.4.1'").update();

      UUID newer = set(service, model, slide);

      assertThat(newer).isNotEqualTo(older);
      assertThat(service.sets().getFeatureSet(newer).getProvenance().getReaderVersion())
          .isEqualTo(SlideFormats.readerVersion().version());
      assertThat(service.sets().getFeatureSet(older).getProvenance().getReaderVersion())
          .isEqualTo("3.4.1");
    }
  }

  private static UUID set(FeaturesService service, Model model, SlideEntity slide) {
    return service
        .running()
        .result(service.submit(model.getId(), slide))
        .getFeatureSetIds()
        .getFirst();
  }
}
