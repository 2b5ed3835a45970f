// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.torch.ModuleParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vision transformers by the names of transformers, DINOv2 and CoCa, against transformers and
 * PyTorch.
 */
class ForeignNamesTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"hf-vit", "hf-dinov2", "hf-dinov2-registers", "dinov2-own", "coca"})
  void theFeatureIsTheirs(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    Path archive = miniature.assemble(directory);
    assertFeatures(miniature, archive, miniature.config());

    Path exported = directory.resolve("exported.safetensors");
    int dimensions = Math.toIntExact(miniature.get("features").shape()[1]);
    BackboneFiles.export(archive, miniature.config(), dimensions, exported);
    BackboneConfig config = BackboneFiles.configWithin(exported).orElseThrow();
    Path again = directory.resolve("again.pt");
    BackboneFiles.assemble(again, config, exported);
    assertFeatures(miniature, again, config);
  }

  @Test
  void anAttentionalPoolerComputesInBfloat16Too() throws IOException {
    Miniature miniature = Miniature.read("coca");
    Path archive = miniature.assemble(directory);
    try (Backbone backbone =
        Backbone.load(archive, miniature.config().input(), Device.cpu(), Precision.BF16)) {
      float[] features = backbone.features(miniature.pixels("pixels"), miniature.count("pixels"));
      assertThat(miniature.get("features_bf16").leastCosine(features)).isGreaterThan(0.999);
    }
  }

  @Test
  void anAttentionalPoolerIsTrained() throws IOException {
    Miniature miniature = Miniature.read("coca");
    Path archive = miniature.assemble(directory);
    try (Backbone backbone =
        Backbone.loadTrainable(archive, miniature.config().input(), Device.cpu())) {
      assertThat(backbone.trainableParameters())
          .extracting(ModuleParameter::name)
          .contains(
              "attn_pool_contrast.query",
              "attn_pool_contrast.attn.k_proj_weight",
              "attn_pool_contrast.attn.in_proj_bias",
              "ln_contrast.weight",
              "blocks.0.attn.qkv.weight");
    }
  }

  @Test
  void aPoolerThatIsNotAskedForIsLeftOver() throws IOException {
    Miniature miniature = Miniature.read("coca");
    BackboneConfig config =
        BackboneConfig.parse(
            """
            {"architecture": "vit_base_patch16_224", "pretrained_cfg": {"input_size": [3, 48, 48]},
             "model_args": {"embed_dim": 32, "depth": 2, "num_heads": 2, "patch_size": 8}}
            """);
    assertThatThrownBy(() -> miniature.assemble(directory, config))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("unexpected")
        .hasMessageContaining("attn_pool_contrast.query");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"global_pool\": \"coca\", \"fc_norm\": true",
        "\"global_pool\": \"coca\", \"attn_pool_heads\": 7",
        "\"global_pool\": \"coca\", \"attn_pool_dim\": 0",
        "\"attn_pool_dim\": 512"
      })
  void aPoolerThatCannotBeIsRefused(String arguments) {
    BackboneConfig config =
        BackboneConfig.parse(
            """
            {"architecture": "vit_medium_patch16_gap_256", "model_args": {%s}}
            """
                .formatted(arguments));
    assertThatThrownBy(() -> BackboneFiles.assemble(directory.resolve("model.pt"), config, 1))
        .isInstanceOf(IncompatibleModelException.class);
  }

  @Test
  void whatATrainerSavedIsTaken() throws IOException {
    Miniature miniature = Miniature.read("dinov2-own");
    assertTaken(
        miniature,
        tensors -> {
          rename(tensors, name -> "backbone." + name.replaceFirst("^blocks\\.", "blocks.0."));
          tensors.put("dino_head.mlp.0.weight", Miniature.zeros(1));
        });
  }

  @Test
  void aClassifiersBackboneIsTaken() throws IOException {
    Miniature miniature = Miniature.read("hf-vit");
    assertTaken(
        miniature,
        tensors -> {
          rename(tensors, name -> "vit." + name);
          tensors.put("classifier.bias", Miniature.zeros(1));
        });
  }

  @Test
  void aMatrixThatIsThereWholeAndInPartsIsUnderTwoNames() throws IOException {
    Miniature miniature = Miniature.read("hf-vit");
    Path other =
        miniature.changed(
            directory.resolve("other.safetensors"),
            tensors -> tensors.put("blocks.0.attn.qkv.bias", Miniature.zeros(96)));
    assertThatThrownBy(
            () -> BackboneFiles.assemble(directory.resolve("model.pt"), miniature.config(), other))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("1 under two names (blocks.0.attn.qkv.bias)");
  }

  @Test
  void aLostPartOfAMatrixIsToldByTimmsName() throws IOException {
    Miniature miniature = Miniature.read("hf-vit");
    Path other =
        miniature.changed(
            directory.resolve("other.safetensors"),
            tensors -> tensors.remove("encoder.layer.1.attention.attention.key.weight"));
    assertThatThrownBy(
            () -> BackboneFiles.assemble(directory.resolve("model.pt"), miniature.config(), other))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("1 missing (blocks.1.attn.qkv.weight)")
        .hasMessageContaining(
            "unexpected (blocks.1.attn.query.weight, blocks.1.attn.value.weight)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model_type\": \"vit\", \"hidden_act\": \"relu2\"}",
        "{\"model_type\": \"vit\", \"num_attention_heads\": \"many\"}",
        "{\"model_type\": \"vit\", \"hidden_size\": 0}",
        "{\"model_type\": \"vit\", \"hidden_size\": 1e30}",
        "{\"model_type\": \"dinov2\", \"mlp_ratio\": 1e300}",
        "{\"model_type\": \"dinov2\", \"use_swiglu_ffn\": 1}",
        "{\"model_type\": \"dinov2\", \"image_size\": [224, 224]}"
      })
  void whatCannotBeReadIsRefused(String config) {
    assertThatThrownBy(() -> BackboneConfig.parse(config))
        .isInstanceOf(IncompatibleModelException.class);
  }

  @Test
  void theMlpIsAsWideAsItsRatioSays() {
    BackboneConfig config =
        BackboneConfig.parse("{\"model_type\": \"dinov2\", \"mlp_ratio\": 2.6667}");
    assertThat((int) (768 * (double) config.arguments().getOrDefault("mlp_ratio", 0.0)))
        .isEqualTo((int) (768 * 2.6667));
  }

  @Test
  void nothingUnderOurNameIsNothing() {
    assertThat(BackboneConfig.parse("{\"contextile\": {\"layer_norm_eps\": null}}").arguments())
        .isEmpty();
  }

  @Test
  void pixelsEnterAsTheProcessorSays() {
    BackboneConfig config =
        BackboneConfig.parse(
            """
            {"model_type": "vit", "image_size": 96, "image_mean": [0.5, 0.4, 0.3],
             "image_std": [0.2, 0.2, 0.1]}
            """);
    assertThat(config.input())
        .isEqualTo(new InputSpec(List.of(0.5f, 0.4f, 0.3f), List.of(0.2f, 0.2f, 0.1f), 96));
    assertThat(BackboneConfig.parse("{\"model_type\": \"vit\"}").input())
        .isEqualTo(InputSpec.imageNet(224));
  }

  private void assertTaken(Miniature miniature, Consumer<Map<String, Safetensors.Entry>> change)
      throws IOException {
    Path saved = miniature.changed(directory.resolve("saved.safetensors"), change);
    Path archive = directory.resolve("model.pt");
    BackboneFiles.assemble(archive, miniature.config(), saved);
    assertFeatures(miniature, archive, miniature.config());
  }

  private static void rename(Map<String, Safetensors.Entry> tensors, UnaryOperator<String> names) {
    Map<String, Safetensors.Entry> before = new LinkedHashMap<>(tensors);
    tensors.clear();
    before.forEach((name, tensor) -> tensors.put(names.apply(name), tensor));
  }

  private void assertFeatures(Miniature miniature, Path archive, BackboneConfig config)
      throws IOException {
    try (Backbone plain = Backbone.load(archive, config.input(), Device.cpu());
        Backbone faster =
            InferenceBackbones.open(
                archive,
                Optional.of(config),
                config.input(),
                Device.cpu(),
                Precision.FP32,
                directory)) {
      for (Backbone backbone : List.of(plain, faster)) {
        miniature
            .get("features")
            .assertClose(backbone.features(miniature.pixels("pixels"), miniature.count("pixels")));
      }
    }
  }
}
