// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.architecture;

import java.util.List;
import java.util.Optional;
import org.contextile.learning.backbone.IncompatibleModelException;

/** All families. */
final class Architectures {

  private static final List<Family> FAMILIES =
      List.of(new ResNets(), new VisionTransformers(), new EfficientNets(), new ConvNeXts());

  private Architectures() {}

  static List<String> names() {
    return FAMILIES.stream().flatMap(family -> family.names().stream()).toList();
  }

  /**
   * @throws IncompatibleModelException if there is no such architecture or an argument is not
   *     supported
   */
  static Family.Blueprint blueprint(BackboneConfig config) {
    return FAMILIES.stream()
        .map(family -> family.blueprint(config))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new IncompatibleModelException(
                    "there is no program for the architecture " + config.architecture()));
  }
}
