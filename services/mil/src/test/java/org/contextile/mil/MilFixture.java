// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.cohort.SplitEntity;
import org.contextile.db.cohort.SplitRepository;
import org.contextile.db.cohort.SplitScheme;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.model.PixelInput;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.StoredSlides;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.featurefile.FeatureWriter;
import org.contextile.library.featurefile.StoredAs;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;
import org.jspecify.annotations.Nullable;

/** Slides whose features are made up: a few tiles of a slide tell its class. */
final class MilFixture {
  static final TilingSpec SPEC = new TilingSpec(112, 0.5, 0, 0.5);
  static final FeatureProvenance FP32 =
      new FeatureProvenance(FeaturePrecision.FP32, "openslide", "4.0.1");
  static final FeatureProvenance BF16 =
      new FeatureProvenance(FeaturePrecision.BF16, "openslide", "4.0.1");
  static final int DIMENSION = 12;
  static final int SIDE_PX = 2016;
  private static final int ROW = SIDE_PX / 112;

  static final RunningService SHARED =
      RunningService.of(
          MilApplication.class, Map.of("contextile.worker.slots.classification", "2"));

  private final RunningService service;

  MilFixture(RunningService service) {
    this.service = service;
  }

  ModelEntity model() {
    return service
        .bean(ModelRepository.class)
        .save(
            new ModelEntity(
                RunningService.WORKSPACE,
                "student",
                ModelOrigin.IMPORTED,
                "test",
                bytes("model " + UUID.randomUUID()),
                DIMENSION,
                new ModelInput(
                    112, PixelInput.FLOAT_NCHW, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
                1,
                ModelLineage.NONE,
                ModelDocuments.NONE));
  }

  /** A slide with a tiling of that many tiles; no features yet. */
  SlideEntity slide(String name, int tiles) {
    SlideEntity slide =
        new StoredSlides(service).store(name, bytes(name + UUID.randomUUID()), SIDE_PX);
    service
        .bean(TilingRepository.class)
        .save(
            new TilingEntity(
                RunningService.WORKSPACE, slide.id(), SPEC, tiles, 112, bytes("tiles of " + name)));
    return slide;
  }

  /** Gives a slide features in which three tiles tell the class. */
  FeatureSetEntity features(SlideEntity slide, ModelEntity model, int label, int tiles, long seed) {
    return features(slide, model, label, tiles, seed, FP32);
  }

  /** As {@link #features(SlideEntity, ModelEntity, int, int, long)}, of a provenance. */
  FeatureSetEntity features(
      SlideEntity slide,
      ModelEntity model,
      int label,
      int tiles,
      long seed,
      FeatureProvenance provenance) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[tiles * DIMENSION];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    long[] positions = new long[2 * tiles];
    for (int i = 0; i < tiles; i++) {
      positions[2 * i] = 112L * (i % ROW);
      positions[2 * i + 1] = 112L * (i / ROW);
      features[i * DIMENSION + label] += i < 3 ? 6 : 0;
    }
    Path file = service.folder().resolve(UUID.randomUUID() + ".h5");
    try (FeatureWriter writer = FeatureWriter.create(file, DIMENSION, attributes(slide))) {
      writer.append(features, positions, tiles);
      writer.finish();
      TilingEntity tiling =
          service.bean(TilingRepository.class).findBySlideIdAndSpec(slide.id(), SPEC).orElseThrow();
      return service
          .bean(FeatureSetRepository.class)
          .save(
              new FeatureSetEntity(
                  RunningService.WORKSPACE,
                  slide.id(),
                  model.id(),
                  tiling.id(),
                  provenance,
                  artifacts().put(file, "application/x-hdf5").digest(),
                  tiles,
                  DIMENSION,
                  0,
                  null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cohort of slides with features, two per patient, and one slide without tissue. */
  UUID cohort(ModelEntity model, int count, List<String> labels) {
    return cohort(model, count, labels, FP32);
  }

  /** As {@link #cohort(ModelEntity, int, List)}, with features of each provenance. */
  UUID cohort(ModelEntity model, int count, List<String> labels, FeatureProvenance... provenances) {
    List<SlideEntity> slides = new ArrayList<>();
    List<String> labelOf = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SlideEntity slide = slide("slide-" + i + ".tiff", 30);
      for (FeatureProvenance provenance : provenances) {
        features(slide, model, i % labels.size(), 30, i, provenance);
      }
      slides.add(slide);
      labelOf.add(labels.get(i % labels.size()));
    }
    slides.add(slide("empty.tiff", 0));
    labelOf.add(labels.getFirst());
    return cohort(slides, labelOf);
  }

  UUID cohort(List<SlideEntity> slides, List<String> labels) {
    return cohort(slides, labels, _ -> null);
  }

  /** With a fold per row, or null. */
  UUID cohort(List<SlideEntity> slides, List<String> labels, IntFunction<@Nullable Integer> fold) {
    UUID id =
        service
            .bean(CohortRepository.class)
            .save(new CohortEntity(RunningService.WORKSPACE, "cohort " + UUID.randomUUID()))
            .id();
    for (int i = 0; i < slides.size(); i++) {
      CohortSlideKey key = new CohortSlideKey(id, slides.get(i).id());
      String patient = labels.get(i) + i / 6;
      service
          .bean(CohortSlideRepository.class)
          .save(new CohortSlideEntity(key, i, patient, labels.get(i), fold.apply(i)));
    }
    return id;
  }

  /** A classifier whose network wants four pebibytes. */
  UUID hungryClassifier(ModelEntity model, List<String> classes) throws IOException {
    String text =
        """
        class Hungry(Module):
          def forward(self, x: Tensor) -> Tensor:
            return torch.zeros([1125899906842624]) + self.weight
        """;
    Path file = service.folder().resolve("hungry.pt");
    ScriptNode root = ScriptNode.of("Hungry").parameter("weight", Weights.filled(0.1f, 1));
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    UUID cohort = cohort(List.of(), List.of());
    UUID split =
        service
            .bean(SplitRepository.class)
            .saveAndFlush(
                new SplitEntity(
                    RunningService.WORKSPACE, cohort, SplitScheme.GIVEN, 0, 2, List.of()))
            .id();
    return service
        .bean(ClassifierRepository.class)
        .saveAndFlush(
            new ClassifierEntity(
                RunningService.WORKSPACE,
                "hungry",
                cohort,
                split,
                model.id(),
                SPEC,
                FP32,
                new MilTrainingRequest().getAlgorithm().getValue(),
                "{}",
                classes,
                "{}",
                artifacts().put(file, "application/octet-stream").digest(),
                1,
                null))
        .id();
  }

  private ArtifactStore artifacts() {
    return service.bean(ArtifactStore.class);
  }

  private static FeatureAttributes attributes(SlideEntity slide) {
    return new FeatureAttributes(
        slide.name(),
        112,
        112,
        20,
        20,
        0,
        SIDE_PX,
        SIDE_PX,
        0.5,
        "override",
        "a",
        "b",
        "c",
        "fp32",
        StoredAs.FLOAT32,
        "openslide/4.0.1",
        "openslide/4.0.1",
        "none",
        new TreeMap<>(),
        0,
        112,
        112,
        OptionalInt.of(0));
  }

  private String bytes(String text) {
    try {
      return artifacts()
          .put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text/plain")
          .digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
