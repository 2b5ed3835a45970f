// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.artifacts.FileList;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.PixelInput;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.featurefile.StoredAs;
import org.contextile.library.storage.LocalCopy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

final class ModelBackbonesTest {

  private static final int SIZE_PX = 32;

  @TempDir private Path directory;

  @BeforeEach
  void assemble() throws IOException {
    BackboneFiles.assemble(
        directory.resolve("model.pt"), BackboneConfig.of("resnet-small", SIZE_PX), 1);
  }

  @Test
  void theNextJobGoesOnWithWhatWorked() throws IOException {
    ModelEntity model = model("one");
    try (ModelBackbones backbones = backbones()) {
      Backbone first = used(backbones, model, SIZE_PX, true);
      assertThat(used(backbones, model, SIZE_PX, true)).isSameAs(first);
    }
  }

  @Test
  void whatDidNotWorkIsNotKept() throws IOException {
    ModelEntity model = model("one");
    try (ModelBackbones backbones = backbones()) {
      Backbone first = used(backbones, model, SIZE_PX, false);
      assertThat(used(backbones, model, SIZE_PX, true)).isNotSameAs(first);
    }
  }

  @Test
  void twoJobsAtOnceShareNothing() throws IOException {
    ModelEntity model = model("one");
    try (ModelBackbones backbones = backbones()) {
      var _ = used(backbones, model, SIZE_PX, true);
      try (var one = backbones.lend(model, SIZE_PX, directory);
          var other = backbones.lend(model, SIZE_PX, directory)) {
        assertThat(one.model()).isNotSameAs(other.model());
      }
    }
  }

  @Test
  void anotherTileSizeOrModelIsOpenedAnew() throws IOException {
    ModelEntity model = model("one");
    try (ModelBackbones backbones = backbones()) {
      Backbone first = used(backbones, model, SIZE_PX, true);
      assertThat(used(backbones, model, 2 * SIZE_PX, true)).isNotSameAs(first);
      Backbone larger = used(backbones, model, 2 * SIZE_PX, true);
      assertThat(used(backbones, model("other"), 2 * SIZE_PX, true)).isNotSameAs(larger);
    }
  }

  @Test
  void modelsThatDoNotFitTogetherAreLoadedInGroups() {
    List<ModelEntity> models = List.of(model("a", 100), model("b", 150), model("c", 900));
    try (ModelBackbones backbones = backbones(DataSize.ofBytes(1000))) {
      assertThat(backbones.fitting(models))
          .containsExactly(models.subList(0, 2), models.subList(2, 3));
    }
    try (ModelBackbones backbones = backbones(DataSize.ofMegabytes(1))) {
      assertThat(backbones.fitting(models)).containsExactly(models);
    }
  }

  private Backbone used(ModelBackbones backbones, ModelEntity model, int sizePx, boolean worked)
      throws IOException {
    try (var loan = backbones.lend(model, sizePx, directory)) {
      Backbone used = loan.model();
      assertThat(used.features(ByteBuffer.allocateDirect(3 * sizePx * sizePx), 1))
          .hasSize(used.dimensions());
      if (worked) {
        loan.worked();
      }
      return used;
    }
  }

  private ModelBackbones backbones() {
    return backbones(DataSize.ofMegabytes(1));
  }

  private ModelBackbones backbones(DataSize maxLoaded) {
    return new ModelBackbones(
        new OneArtifact(directory.resolve("model.pt")),
        new ExtractionProperties(
            1,
            1,
            0,
            Precision.FP32,
            Duration.ofHours(1),
            maxLoaded,
            Duration.ofHours(1),
            StoredAs.FLOAT32,
            0));
  }

  private static ModelEntity model(String digest) {
    return model(digest, 0);
  }

  private static ModelEntity model(String digest, long parameters) {
    ModelInput input =
        new ModelInput(
            SIZE_PX, PixelInput.FLOAT_NCHW, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
    return new ModelEntity(
        "default",
        "model",
        ModelOrigin.ASSEMBLED,
        "resnet-small",
        digest,
        0,
        input,
        parameters,
        ModelLineage.NONE,
        ModelDocuments.NONE);
  }

  private record OneArtifact(Path file) implements ArtifactStore {

    @Override
    public Artifact put(InputStream in, String mediaType, UUID holder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Artifact putList(FileList files, UUID holder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release(UUID holder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LocalCopy open(String digest) {
      return new LocalCopy(file, () -> {});
    }

    @Override
    public InputStream read(String digest, long offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long size(String digest) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean contains(String digest) {
      return true;
    }

    @Override
    public void discardIfUnreferenced(String digest) {
      throw new UnsupportedOperationException();
    }
  }
}
