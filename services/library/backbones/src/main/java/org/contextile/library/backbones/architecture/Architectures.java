// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.List;
import java.util.Optional;
import org.contextile.library.backbones.IncompatibleModelException;

/** All architectures. */
final class Architectures {

  private static final List<Architecture> ALL =
      List.of(new ResNets(), new VisionTransformers(), new EfficientNets(), new ConvNeXts());

  /** For those who asked for another; the documentation lists all. */
  private static final List<String> EXAMPLES =
      List.of(
          "resnet18",
          "resnet50",
          "resnet-small",
          "vit_small_patch16_224",
          "vit_base_patch14_reg4_dinov2",
          "tf_efficientnet_lite0",
          "convnext_tiny");

  private Architectures() {}

  static boolean knows(BackboneConfig config) {
    return ALL.stream().anyMatch(architecture -> architecture.knows(config.architecture()));
  }

  /**
   * @throws IncompatibleModelException if there is no such architecture or an argument is not
   *     supported
   */
  static Architecture.Blueprint blueprint(BackboneConfig config) {
    return ALL.stream()
        .map(architecture -> architecture.blueprint(config))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new IncompatibleModelException(
                    "there is no program for the architecture %s; some that there are: %s"
                        .formatted(config.architecture(), String.join(", ", EXAMPLES))));
  }
}
