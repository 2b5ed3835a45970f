// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.UUID;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.Model;

/**
 * One extractor and what came of it.
 *
 * @param tilesPerSecond of the extraction, reading and network together
 */
record Arm(String name, Model model, double tilesPerSecond, Classifier classifier) {

  UUID classifierId() {
    return classifier.getId();
  }
}
