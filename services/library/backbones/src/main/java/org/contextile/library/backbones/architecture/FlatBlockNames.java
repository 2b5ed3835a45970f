// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.List;
import java.util.Map;

/**
 * The names of the other common implementation of EfficientNets in PyTorch ({@code
 * _blocks.3._depthwise_conv.weight}: blocks counted through, members after TensorFlow's) in timm's
 * terms.
 */
final class FlatBlockNames {

  private static final Map<String, String> ROOT =
      Map.of(
          "_conv_stem", "conv_stem",
          "_bn0", "bn1",
          "_conv_head", "conv_head",
          "_bn1", "bn2",
          "_fc", "classifier");
  private static final Map<String, String> SEPARABLE =
      Map.of(
          "_depthwise_conv", "conv_dw",
          "_bn1", "bn1",
          "_se_reduce", "se.conv_reduce",
          "_se_expand", "se.conv_expand",
          "_project_conv", "conv_pw",
          "_bn2", "bn2");
  private static final Map<String, String> INVERTED =
      Map.of(
          "_expand_conv", "conv_pw",
          "_bn0", "bn1",
          "_depthwise_conv", "conv_dw",
          "_bn1", "bn2",
          "_se_reduce", "se.conv_reduce",
          "_se_expand", "se.conv_expand",
          "_project_conv", "conv_pwl",
          "_bn2", "bn3");

  private FlatBlockNames() {}

  /** timm's name for a tensor; any other name stays as it is. */
  static String timm(String stored, List<EfficientStage> stages) {
    if (!stored.startsWith("_")) {
      return stored;
    }
    int block = Names.index(stored, "_blocks.");
    if (block < 0) {
      return renamed(stored, "", ROOT);
    }
    String member = stored.substring(stored.indexOf('.', "_blocks.".length()) + 1);
    int first = 0;
    for (int i = 0; i < stages.size(); i++) {
      EfficientStage stage = stages.get(i);
      if (block < first + stage.repeats()) {
        boolean separable = stage.kind() == EfficientStage.Kind.SEPARABLE;
        String place = "blocks.%d.%d.".formatted(i, block - first);
        return renamed(member, place, separable ? SEPARABLE : INVERTED);
      }
      first += stage.repeats();
    }
    return stored;
  }

  private static String renamed(String member, String place, Map<String, String> names) {
    int dot = member.lastIndexOf('.');
    String known = dot < 0 ? null : names.get(member.substring(0, dot));
    return known == null ? place + member : place + known + member.substring(dot);
  }
}
