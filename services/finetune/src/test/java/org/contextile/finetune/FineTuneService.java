// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.PredictorShape;
import org.contextile.api.model.TilingSpec;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.model.PixelInput;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.StoredSlides;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;

/** What the tests ask of a running service. */
record FineTuneService(RunningService running) {

  static final FineTuneService SHARED =
      new FineTuneService(
          RunningService.of(
              FineTuneApplication.class, Map.of("contextile.finetune.checkpoint-interval", "0s")));

  private static final int SIDE_PX = 1024;
  private static final List<Integer> CHANNELS = List.of(16, 16, 16, 24);
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.3);

  UUID submit(FineTuningRequest request) {
    return running.submit(JobKind.FINE_TUNING, request);
  }

  ModelEntity student() throws IOException {
    return model("student", 1);
  }

  ModelEntity teacher() throws IOException {
    return model("teacher", 2);
  }

  /** A program like the student's, of which only the code is known. */
  ModelEntity unknownStudent() throws IOException {
    return model("unknown", resnet("unknown", 1, config()), 64, ModelDocuments.NONE);
  }

  SlideEntity slide(long seed) throws IOException {
    Path file = running.folder().resolve("slide-" + seed + ".tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(seed, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return new StoredSlides(running).store(file, SIDE_PX);
  }

  /** A model that wants four pebibytes on some condition: of large tiles, or of real ones. */
  ModelEntity hungry(String condition) throws IOException {
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            y = torch.mean(x, [2, 3]) @ self.weight
            if bool(%s):
              y = y + torch.mean(torch.zeros([1125899906842624]))
            return y
        """
            .formatted(condition);
    Path file = running.folder().resolve("hungry.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 16));
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    return model("hungry", file, 32, ModelDocuments.NONE);
  }

  FineTuningRequest request(ModelEntity student, ModelEntity teacher, SlideEntity... on) {
    FineTuningRequest request =
        new FineTuningRequest()
            .name("tuned")
            .studentId(student.id())
            .teacherId(teacher.id())
            .tiling(TILING)
            .recipe(
                new FineTuningRecipe()
                    .windowSize(3)
                    .batchWindows(4)
                    .studentLearningRate(1e-3)
                    .predictor(new PredictorShape().width(32).depth(1).heads(2))
                    .seed(5L));
    for (SlideEntity slide : on) {
      request.addSlideIdsItem(slide.id());
    }
    return request;
  }

  FineTuningRecipe recipe(FineTuningRequest request) {
    return requireNonNull(request.getRecipe());
  }

  ModelRepository models() {
    return running.bean(ModelRepository.class);
  }

  private ModelEntity model(String name, long seed) throws IOException {
    BackboneConfig config = config();
    return model(
        name,
        resnet(name, seed, config),
        64,
        new ModelDocuments(config.json(CHANNELS.getLast()), null, null, null));
  }

  private static BackboneConfig config() {
    return BackboneConfig.of("resnet-small", 64).with(Map.of("channels", CHANNELS));
  }

  private Path resnet(String name, long seed, BackboneConfig config) throws IOException {
    Path file = running.folder().resolve(name + seed + ".pt");
    BackboneFiles.assemble(file, config, seed);
    return file;
  }

  private ModelEntity model(String name, Path file, int sizePx, ModelDocuments documents)
      throws IOException {
    Artifact artifact = running.bean(ArtifactStore.class).put(file, "application/octet-stream");
    InputSpec input = InputSpec.imageNet(sizePx);
    try (Backbone backbone = Backbone.load(file, input, Device.cpu())) {
      return models()
          .saveAndFlush(
              new ModelEntity(
                  RunningService.WORKSPACE,
                  name,
                  ModelOrigin.ASSEMBLED,
                  "resnet-small",
                  artifact.digest(),
                  backbone.dimensions(),
                  new ModelInput(
                      sizePx,
                      PixelInput.FLOAT_NCHW,
                      List.of(0.485, 0.456, 0.406),
                      List.of(0.229, 0.224, 0.225)),
                  backbone.parameterCount(),
                  ModelLineage.NONE,
                  documents));
    }
  }
}
