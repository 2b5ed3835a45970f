// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.library.featurefile.FeatureLayout;
import org.contextile.library.featurefile.OtherLayouts;
import org.contextile.library.storage.LocalCopy;
import org.springframework.stereotype.Component;

/** Feature files in the layouts of other programs. */
@Component
final class FeatureLayouts {
  static final String MEDIA_TYPE = "application/x-hdf5";

  private static final int REMEMBERED = 4096;

  private final ArtifactStore artifacts;

  /** Digests of what was made by those of what it was made from; the latest. */
  private final Map<String, String> made =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  FeatureLayouts(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * The file in a layout: the same bytes every time, so that a download can be resumed. What is
   * made for it belongs to nobody and is collected after a while.
   *
   * @return the artifact's digest
   */
  String digest(FeatureSetEntity set, FeatureLayout layout, SlideEntity slide, ModelEntity model) {
    if (layout == FeatureLayout.TRIDENT) {
      return set.artifactDigest();
    }
    String key =
        "%s %s %s %s"
            .formatted(set.artifactDigest(), layout, slide.resolution().mppX(), model.name());
    try {
      synchronized (made) {
        String known = made.get(key);
        if (known != null && artifacts.contains(known)) {
          return known;
        }
      }
      String digest = make(set, layout, slide, model);
      synchronized (made) {
        made.put(key, digest);
      }
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String make(
      FeatureSetEntity set, FeatureLayout layout, SlideEntity slide, ModelEntity model)
      throws IOException {
    Path folder = Files.createTempDirectory("contextile-features");
    Path file = folder.resolve("features.h5");
    try (LocalCopy stored = artifacts.open(set.artifactDigest())) {
      OtherLayouts.write(
          stored.path(),
          layout,
          slide.resolution().mppX(),
          slide.resolution().mppY(),
          model.name(),
          file);
      return artifacts.put(file, MEDIA_TYPE).digest();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
