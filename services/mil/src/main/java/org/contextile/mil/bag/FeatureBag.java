// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.bag;

import java.io.IOException;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.mil.Bag;
import org.contextile.library.storage.LocalCopy;

/**
 * A slide's features in a feature file, opened anew for each reading.
 *
 * @param digest of the HDF5 file in the store
 * @param instances rows of the file
 */
public record FeatureBag(ArtifactStore artifacts, String digest, int instances) implements Bag {

  @Override
  public float[] features() throws IOException {
    try (LocalCopy file = artifacts.open(digest);
        FeatureReader reader = FeatureReader.open(file.path())) {
      return reader.features(0, instances);
    }
  }
}
