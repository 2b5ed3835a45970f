// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideLevel;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;

/** Rows of square slides of half a micron per pixel, as ingest would have written them. */
public final class StoredSlides {

  private final RunningService service;

  public StoredSlides(RunningService service) {
    this.service = service;
  }

  /** Stores a slide's file and its row; the slide has the file's name. */
  public SlideEntity store(Path file, int sidePx) throws IOException {
    String digest = service.bean(ArtifactStore.class).put(file, "image/tiff").digest();
    return store(String.valueOf(file.getFileName()), digest, sidePx);
  }

  /** Stores the row of a slide whose bytes are in the artifact store. */
  public SlideEntity store(String name, String digest, int sidePx) {
    return store(name, digest, sidePx, SlideTissue.NONE);
  }

  /** As {@link #store(String, String, int)}, with the tissue that was found. */
  public SlideEntity store(String name, String digest, int sidePx, SlideTissue tissue) {
    return service
        .bean(SlideRepository.class)
        .saveAndFlush(
            new SlideEntity(
                RunningService.WORKSPACE,
                name,
                digest,
                new SlidePyramid(
                    "generic-tiff", sidePx, sidePx, List.of(new SlideLevel(sidePx, sidePx, 1))),
                new SlideResolution(0.5, 0.5, MppSource.OVERRIDE, null),
                null,
                tissue,
                new SlideProvenance(Map.of(), List.of(), List.of(), List.of(), "4", null)));
  }
}
