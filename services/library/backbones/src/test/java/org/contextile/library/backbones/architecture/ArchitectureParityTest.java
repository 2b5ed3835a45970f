// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.tensors.StoredTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every architecture against timm. */
class ArchitectureParityTest {

  static final List<String> ALL =
      List.of(
          "resnet-basic",
          "resnet-bottleneck",
          "vit-token",
          "vit-average",
          "vit-registers",
          "vit-normed",
          "efficientnet",
          "efficientnet-same",
          "efficientnet-lite",
          "convnext",
          "convnext-norm-first",
          "convnextv2");

  private static final List<String> HAVE_BATCH_NORMS = List.of("resnet", "efficientnet");
  private static final String COUNTER = ".num_batches_tracked";
  private static final String CUT = "features_after_";

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @ParameterizedTest
  @FieldSource("ALL")
  void featuresAreTimms(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    Path archive = miniature.assemble(directory);
    miniature.get("features").assertClose(features(miniature, archive, "pixels", Precision.FP32));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void featuresOfImagesOfAnotherSizeAreTimms(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    Path archive = miniature.assemble(directory);
    miniature
        .get("features_other_size")
        .assertClose(features(miniature, archive, "pixels_other_size", Precision.FP32));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void theFasterFormsGiveTheSameFeatures(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    BackboneConfig config = miniature.config();
    Path archive = miniature.assemble(directory, config);
    miniature.get("features").assertClose(inferred(miniature, archive, "pixels", Precision.FP32));
    miniature
        .get("features_other_size")
        .assertClose(inferred(miniature, archive, "pixels_other_size", Precision.FP32));
    Path saved = directory.resolve("saved.pt");
    try (Backbone backbone = Backbone.load(archive, config.input(), Device.cpu())) {
      backbone.save(saved);
    }
    miniature.get("features").assertClose(inferred(miniature, saved, "pixels", Precision.FP32));
    float[] bf16 = inferred(miniature, archive, "pixels", Precision.BF16);
    assertThat(miniature.get("features").leastCosine(bf16)).isGreaterThan(0.999);
    for (boolean fused : List.of(false, true)) {
      Path rewritten = directory.resolve("rewritten.pt");
      boolean changed =
          InferenceBackbones.rewrite(archive, config, new InferenceForm(fused), rewritten);
      assertThat(changed).isEqualTo(fused || HAVE_BATCH_NORMS.stream().anyMatch(name::startsWith));
      if (changed) {
        assertThat(code(rewritten)).doesNotContain("batch_norm");
        miniature
            .get("features")
            .assertClose(features(miniature, rewritten, "pixels", Precision.FP32));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void featuresInBfloat16PointWhereTimmsPoint(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    Path archive = miniature.assemble(directory);
    float[] features = features(miniature, archive, "pixels", Precision.BF16);
    assertThat(miniature.get("features").leastCosine(features)).isGreaterThan(0.999);
    assertThat(miniature.get("features_bf16").leastCosine(features)).isGreaterThan(0.999);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void aNetworkCutAfterABlockGivesWhatTimmHasThere(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    String cut = cut(miniature);
    int block = Integer.parseInt(cut.substring(CUT.length()));
    assertThat(BackboneFiles.blocks(miniature.config())).isGreaterThan(block);
    BackboneConfig config = miniature.config().truncated(block);
    Path archive = miniature.assemble(directory, config);
    miniature.get(cut).assertClose(features(miniature, archive, "pixels", Precision.FP32));
    miniature.get(cut).assertClose(inferred(miniature, config, archive, "pixels", Precision.FP32));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void whatIsTakenOutAgainIsBitForBitWhatCameIn(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    Path archive = miniature.assemble(directory);
    Path saved = directory.resolve("saved.pt");
    try (Backbone backbone = Backbone.load(archive, miniature.config().input(), Device.cpu())) {
      backbone.save(saved);
    }
    for (Path program : List.of(archive, saved)) {
      Path exported = directory.resolve("exported.safetensors");
      int dimensions = Math.toIntExact(miniature.get("features").shape()[1]);
      BackboneFiles.export(program, miniature.config(), dimensions, exported);
      try (StateDict source = StateDict.open(miniature.weights());
          StateDict export = StateDict.open(exported)) {
        List<StoredTensor> weights =
            source.tensors().stream().filter(t -> !t.name().endsWith(COUNTER)).toList();
        assertThat(export.names())
            .containsExactlyInAnyOrderElementsOf(weights.stream().map(StoredTensor::name).toList());
        for (StoredTensor weight : weights) {
          StoredTensor back = export.find(weight.name()).orElseThrow();
          assertThat(back.shape()).as(weight.name()).isEqualTo(weight.shape());
          assertThat(back.floats()).as(weight.name()).isEqualTo(weight.floats());
        }
        assertThat(BackboneConfig.parse(export.metadata().getOrDefault("config", "")))
            .isEqualTo(miniature.config());
      }
    }
  }

  @Test
  void aBlockTooManyIsLeftOver() throws IOException {
    assertLeftOver("vit-token", "blocks.2.norm1.weight");
    assertLeftOver("resnet-basic", "layer4.7.bn1.weight");
  }

  private void assertLeftOver(String miniature, String tooMuch) throws IOException {
    Miniature model = Miniature.read(miniature);
    Path other =
        model.changed(
            directory.resolve(miniature + ".safetensors"),
            tensors -> tensors.put(tooMuch, Miniature.zeros(1)));
    assertThatThrownBy(
            () -> BackboneFiles.assemble(directory.resolve("model.pt"), model.config(), other))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("1 unexpected (" + tooMuch + ")");
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void allTensorsThatDoNotFitAreListed(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    List<String> names = new ArrayList<>();
    Path other =
        miniature.changed(
            directory.resolve("other.safetensors"),
            tensors -> {
              tensors.keySet().stream().filter(key -> !key.endsWith(COUNTER)).forEach(names::add);
              tensors.remove(names.get(0));
              tensors.remove(names.get(4));
              tensors.put(
                  names.get(2), new Safetensors.Entry(new long[] {3, 1}, () -> new float[3]));
              tensors.put("more.weight", Miniature.zeros(1));
            });
    assertThatThrownBy(
            () -> BackboneFiles.assemble(directory.resolve("model.pt"), miniature.config(), other))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("2 missing")
        .hasMessageContaining(names.get(0))
        .hasMessageContaining(names.get(4))
        .hasMessageContaining("1 of another shape (" + names.get(2) + " is [3, 1]")
        .hasMessageContaining("1 unexpected (more.weight)");
  }

  @Test
  void aListOfFeatureMapsCutsAResNetAfterAStage() throws IOException {
    Miniature miniature = Miniature.read("resnet-bottleneck");
    BackboneConfig whole = miniature.config();
    Map<String, Object> arguments = new LinkedHashMap<>(whole.arguments());
    arguments.put("features_only", true);
    arguments.put("out_indices", List.of(3));
    BackboneConfig config =
        new BackboneConfig(
            whole.architecture(),
            arguments,
            whole.input(),
            whole.interpolation(),
            OptionalInt.empty());
    miniature
        .get(cut(miniature))
        .assertClose(
            features(miniature, miniature.assemble(directory, config), "pixels", Precision.FP32));
  }

  private static float[] features(
      Miniature miniature, Path archive, String pixels, Precision precision) throws IOException {
    InputSpec input = input(miniature, pixels);
    try (Backbone backbone = Backbone.load(archive, input, Device.cpu(), precision)) {
      return backbone.features(miniature.pixels(pixels), miniature.count(pixels));
    }
  }

  private float[] inferred(Miniature miniature, Path archive, String pixels, Precision precision)
      throws IOException {
    return inferred(miniature, miniature.config(), archive, pixels, precision);
  }

  private float[] inferred(
      Miniature miniature, BackboneConfig config, Path archive, String pixels, Precision precision)
      throws IOException {
    try (Backbone backbone =
        InferenceBackbones.open(
            archive,
            Optional.of(config),
            input(miniature, pixels),
            Device.cpu(),
            precision,
            directory)) {
      return backbone.features(miniature.pixels(pixels), miniature.count(pixels));
    }
  }

  private static InputSpec input(Miniature miniature, String pixels) {
    InputSpec own = miniature.config().input();
    return new InputSpec(own.mean(), own.std(), Math.toIntExact(miniature.get(pixels).shape()[1]));
  }

  private static String code(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry = requireNonNull(zip.getEntry("contextile/code/__torch__.py"));
      return new String(zip.getInputStream(entry).readAllBytes(), UTF_8);
    }
  }

  private static String cut(Miniature miniature) {
    return miniature.reference().keySet().stream()
        .filter(key -> key.startsWith(CUT))
        .findFirst()
        .orElseThrow();
  }
}
