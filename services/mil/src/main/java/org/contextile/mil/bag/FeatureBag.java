// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.bag;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.mil.Bag;

/**
 * A slide's features in a feature file.
 *
 * @param file the HDF5 file
 * @param instances rows of the file
 */
public record FeatureBag(Path file, int instances) implements Bag {

  @Override
  public float[] features() throws IOException {
    try (FeatureReader reader = FeatureReader.open(file)) {
      return reader.features(0, instances);
    }
  }
}
