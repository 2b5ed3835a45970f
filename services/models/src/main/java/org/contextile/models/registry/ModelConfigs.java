// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.model.ModelEntity;
import org.contextile.library.backbones.architecture.BackboneConfig;

/** What is known of a model's architecture. */
final class ModelConfigs {

  private ModelConfigs() {}

  /**
   * @throws ProblemException {@code unknown-architecture} if only its maker knows the program
   */
  static BackboneConfig of(ModelEntity model) {
    return BackboneConfig.parse(text(model));
  }

  /** The text in timm's layout; throws as {@link #of}. */
  static String text(ModelEntity model) {
    String config = model.documents().configJson();
    if (config == null) {
      throw new ProblemException(
          ProblemType.UNKNOWN_ARCHITECTURE,
          "The model %s is a TorchScript program whose architecture is not known here; it can be had"
                  .formatted(model.name())
              + " as torchscript. Import weights with a config.json to have more.");
    }
    return config;
  }
}
