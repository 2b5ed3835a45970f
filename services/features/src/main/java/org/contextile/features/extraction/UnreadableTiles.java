// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.featurefile.UnreadablePatch;
import org.contextile.library.storage.LocalCopy;
import org.springframework.stereotype.Component;

/** What a feature file lists as unreadable. */
@Component
final class UnreadableTiles {
  private final ArtifactStore artifacts;

  UnreadableTiles(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** All of a set's; the file is opened only if there are any. */
  List<UnreadablePatch> of(FeatureSetEntity set) {
    if (set.unreadableCount() == 0) {
      return List.of();
    }
    try (LocalCopy file = artifacts.open(set.artifactDigest());
        FeatureReader reader = FeatureReader.open(file.path())) {
      return reader.unreadable();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
