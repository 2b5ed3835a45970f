// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.TilingSpec;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.client.ApiException;
import org.contextile.client.FeatureSetsApi;
import org.contextile.client.ModelsApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideTissue;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.StoredSlides;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;

/** What the tests ask of a running service. */
public record FeaturesService(RunningService running) {

  public static final FeaturesService SHARED =
      new FeaturesService(RunningService.of(FeaturesApplication.class, Map.of()));
  static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.5);

  private static final int SIDE_PX = 1024;

  public Model assemble(String name) throws ApiException {
    return assemble(name, 5);
  }

  Model assemble(String name, long seed) throws ApiException {
    return models()
        .createModelWithJson(
            new ModelAssembly()
                .name(name)
                .architecture("resnet-small")
                .width(16)
                .featureDim(48)
                .inputSizePx(64)
                .seed(seed),
            null);
  }

  /** A slide with tissue, the same for the same seed. */
  public SlideEntity slide(long seed) throws IOException {
    Path file = running.folder().resolve("slide-" + seed + ".tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(seed, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return new StoredSlides(running).store(file, SIDE_PX);
  }

  /** A slide without tissue, whose row says that all of it is. */
  SlideEntity slideRecordedAsTissue() throws IOException {
    Path file = running.folder().resolve("recorded.tiff");
    BlankSlides.write(file, SIDE_PX);
    return recordedAsTissue(file, SIDE_PX);
  }

  /** A slide, whose row says that all of it is tissue. */
  SlideEntity recordedAsTissue(Path file, int sidePx) throws IOException {
    BufferedImage mask = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    Arrays.fill(((DataBufferByte) mask.getRaster().getDataBuffer()).getData(), (byte) 255);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(mask, "png", png);
    ArtifactStore artifacts = running.bean(ArtifactStore.class);
    String digest =
        artifacts.put(new ByteArrayInputStream(png.toByteArray()), "image/png").digest();
    return new StoredSlides(running)
        .store(
            String.valueOf(file.getFileName()),
            artifacts.put(file, "image/tiff").digest(),
            sidePx,
            new SlideTissue(digest, sidePx / 64.0, 1.0, 0.0, 0.0, null));
  }

  /** A slide without tissue. */
  SlideEntity blankSlide() throws IOException {
    Path file = running.folder().resolve("blank.tiff");
    BlankSlides.write(file, SIDE_PX);
    return new StoredSlides(running).store(file, SIDE_PX);
  }

  public UUID submit(UUID model, SlideEntity... slides) {
    return submit(List.of(model), slides);
  }

  UUID submit(List<UUID> models, SlideEntity... slides) {
    return running.submit(
        JobKind.FEATURE_EXTRACTION,
        new FeatureExtractionRequest(models)
            .slideIds(Stream.of(slides).map(SlideEntity::id).toList())
            .tiling(TILING));
  }

  ModelsApi models() {
    return new ModelsApi(running.client());
  }

  FeatureSetsApi sets() {
    return new FeatureSetsApi(running.client());
  }
}
