// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.nio.file.Path;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.model.ModelEntity;

/**
 * A finished feature file that nobody can see yet.
 *
 * @param tiles rows of the feature matrix
 * @param unreadable tiles that are listed in the file instead
 * @param provenance what they were really computed in and read with
 */
record ExtractedSlide(
    ModelEntity model, Path file, int tiles, int unreadable, FeatureProvenance provenance)
    implements PassResult {}
