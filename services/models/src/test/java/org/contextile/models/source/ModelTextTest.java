// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.junit.jupiter.api.Test;

/** Texts beside weights. */
class ModelTextTest {

  private static final String PROCESSOR =
      "{\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.25, 0.5, 0.5], \"do_resize\": true}";

  private final List<String> asked = new ArrayList<>();

  @Test
  void aProcessorOfTransformersSaysHowPixelsEnter() throws IOException {
    String text =
        of(
            Map.of(
                "config.json",
                "{\"model_type\": \"vit\", \"image_size\": 96}",
                "preprocessor_config.json",
                PROCESSOR));
    BackboneConfig config = BackboneConfig.parse(text);
    assertThat(config.input().mean()).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(config.input().std()).containsExactly(0.25f, 0.5f, 0.5f);
    assertThat(config.input().sizePx()).isEqualTo(96);
  }

  @Test
  void aProcessorThatDoesNotNormaliseLeavesPixelsAsTheyAre() throws IOException {
    String text =
        of(
            Map.of(
                "config.json",
                "{\"model_type\": \"vit\", \"image_size\": 96}",
                "preprocessor_config.json",
                "{\"do_normalize\": false, \"image_mean\": [0.5, 0.5, 0.5]}"));

    assertThat(BackboneConfig.parse(text).input().mean()).containsExactly(0f, 0f, 0f);
    assertThat(BackboneConfig.parse(text).input().std()).containsExactly(1f, 1f, 1f);
  }

  @Test
  void timmsConfigurationIsLeftAsItIs() throws IOException {
    String timms = "{ \"architecture\": \"resnet18\", \"model_type\": \"timm\" }";
    assertThat(of(Map.of("config.json", timms, "preprocessor_config.json", PROCESSOR)))
        .isEqualTo(timms);
    assertThat(asked).containsExactly("config.json");
  }

  @Test
  void whatIsMissingOrNoJsonIsLeftToTheImport() throws IOException {
    assertThat(ModelText.of(name -> Optional.empty())).isNull();
    assertThat(of(Map.of("config.json", "{"))).isEqualTo("{");
    assertThat(of(Map.of("config.json", "[]"))).isEqualTo("[]");
    String foreign = "{\"model_type\":\"vit\"}";
    assertThat(of(Map.of("config.json", foreign))).isEqualTo(foreign);
    assertThat(of(Map.of("config.json", foreign, "preprocessor_config.json", "?")))
        .isEqualTo(foreign);
  }

  private String of(Map<String, String> files) throws IOException {
    String text =
        ModelText.of(
            name -> {
              asked.add(name);
              return Optional.ofNullable(files.get(name));
            });
    return text == null ? "" : text;
  }
}
