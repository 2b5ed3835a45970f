// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.tensors.StateDict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks under the names that trainers and wrappers give them, alone or beside others. */
class WrappedNetworksTest {

  private static final BackboneConfig CONFIG =
      BackboneConfig.of("vit_tiny_patch16_224", 32)
          .with(
              Map.of("embed_dim", 16, "depth", 2, "num_heads", 2, "patch_size", 8, "img_size", 32));

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private final Map<String, Safetensors.Entry> file = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Map<String, Safetensors.Entry> one;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Map<String, Safetensors.Entry> two;

  @BeforeEach
  void makeTwoNetworks() throws IOException {
    one = network(1);
    two = network(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "_orig_mod.,''",
    "module._orig_mod.,module.",
    "model.,model.",
    "net.visual_encoder.,net.visual_encoder.",
    "my_own_wrapper.backbone.,my_own_wrapper.backbone.",
    "state_dict.model.encoder.,state_dict.model.encoder."
  })
  void aPrefixThatAllShareIsTakenOff(String prefix, String told) throws IOException {
    put(prefix, one);

    assertTaken(Optional.empty(), told, 0, one);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blocks.0._orig_mod.",
        "_fsdp_wrapped_module.",
        "blocks.1._checkpoint_wrapped_module."
      })
  void whatSingleModulesAreWrappedInIsTakenOff(String wrapper) throws IOException {
    String place = wrapper.substring(0, wrapper.lastIndexOf('.', wrapper.length() - 2) + 1);
    one.forEach(
        (name, tensor) ->
            file.put(
                name.startsWith(place) ? wrapper + name.substring(place.length()) : name, tensor));

    assertTaken(Optional.empty(), "", 0, one);
  }

  @Test
  void whatLiesBesideTheNetworkIsPassedOverAndTold() throws IOException {
    put("module.encoder.", one);
    file.put("module.queue", Miniature.zeros(3));
    file.put("module.projector.0.weight", Miniature.zeros(3));

    assertTaken(Optional.empty(), "module.encoder.", 2, one);
  }

  @ParameterizedTest
  @CsvSource({
    "student.backbone.,teacher.backbone.",
    "model.,model_ema.module.",
    "module.encoder_q.,module.encoder_k."
  })
  void ofTwoNetworksTheUserChooses(String first, String second) throws IOException {
    put(first, one);
    put(second, two);

    assertThatThrownBy(() -> assemble(Optional.empty()))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("2 networks")
        .hasMessageContaining(first)
        .hasMessageContaining(second)
        .hasMessageContaining("prefix");
    assertTaken(Optional.of(first), first, one.size(), one);
    assertTaken(Optional.of(second.substring(0, second.length() - 1)), second, one.size(), two);
  }

  @Test
  void aNetworkWithoutPrefixBesideAnotherIsNotPassedOver() throws IOException {
    put("", one);
    put("ema.", two);

    assertThatThrownBy(() -> assemble(Optional.empty()))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("2 networks")
        .hasMessageContaining("below ema.");
    assertTaken(Optional.of("ema."), "ema.", one.size(), two);
  }

  @Test
  void ofTwoNetworksOfDifferentSizesTheConfigurationChooses() throws IOException {
    BackboneConfig wide = CONFIG.with(Map.of("embed_dim", 32, "depth", 2, "num_heads", 2));
    put("student.", one);
    put("teacher.", network(wide, 3));

    assertTaken(Optional.empty(), "student.", one.size(), one);
  }

  @Test
  void aPrefixThatNothingHasIsRefusedWithThoseThatThereAre() {
    put("student.", one);
    put("teacher.", two);

    assertThatThrownBy(() -> assemble(Optional.of("ema.")))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("student., teacher.");
  }

  @Test
  void whatIsWrongIsToldOfTheNearestPlace() {
    put("model.backbone.", one);
    file.remove("model.backbone.blocks.1.norm1.weight");

    assertThatThrownBy(() -> assemble(Optional.empty()))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining(
            "1 missing (blocks.1.norm1.weight); looked for below model.backbone.");
  }

  @Test
  void aPositionEmbeddingOfAnotherSizeIsNotResampledSilently() throws IOException {
    file.putAll(network(CONFIG.with(withSide(64)), 1));

    assertThatThrownBy(() -> assemble(Optional.empty()))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("pos_embed is [1, 65, 16] instead of [1, 17, 16]")
        .hasMessageContaining("made for 64 px: say \"input_size\": [3, 64, 64]");
    assertThat(BackboneFiles.positionsPx(CONFIG)).hasValue(32);
    assertThat(BackboneFiles.positionsPx(BackboneConfig.of("resnet18", 64))).isEmpty();
  }

  private static Map<String, Object> withSide(int side) {
    Map<String, Object> arguments = new LinkedHashMap<>(CONFIG.arguments());
    arguments.put("img_size", side);
    return arguments;
  }

  private void put(String prefix, Map<String, Safetensors.Entry> network) {
    network.forEach((name, tensor) -> file.put(prefix + name, tensor));
  }

  private Map<String, Safetensors.Entry> network(long seed) throws IOException {
    return network(CONFIG, seed);
  }

  private Map<String, Safetensors.Entry> network(BackboneConfig config, long seed)
      throws IOException {
    Path program = directory.resolve("made.pt");
    BackboneFiles.assemble(program, config, seed);
    Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    values(program)
        .forEach(
            (name, entry) ->
                tensors.put(name, new Safetensors.Entry(entry.shape(), entry.values())));
    return tensors;
  }

  private static Map<String, Safetensors.Entry> values(Path weights) throws IOException {
    Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    try (StateDict stored = StateDict.open(weights)) {
      for (var tensor : stored.tensors()) {
        float[] values = tensor.floats();
        tensors.put(tensor.name(), new Safetensors.Entry(tensor.shape(), () -> values));
      }
    }
    return tensors;
  }

  private BackboneFiles.Origin assemble(Optional<String> prefix) throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    Safetensors.write(weights, file, Map.of());
    return BackboneFiles.assemble(directory.resolve("program.pt"), CONFIG, weights, prefix);
  }

  private void assertTaken(
      Optional<String> asked, String prefix, int others, Map<String, Safetensors.Entry> network)
      throws IOException {
    BackboneFiles.Origin origin = assemble(asked);

    assertThat(origin.prefix()).isEqualTo(prefix);
    assertThat(origin.others()).hasSize(others);
    Path same = directory.resolve("same.safetensors");
    Path got = directory.resolve("got.safetensors");
    Safetensors.write(same, network, Map.of());
    Safetensors.write(got, values(directory.resolve("program.pt")), Map.of());
    assertThat(Files.mismatch(same, got)).isEqualTo(-1);
  }
}
