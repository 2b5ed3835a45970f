// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateDictTest {

  @TempDir Path directory;

  static List<String> names() {
    return Fixtures.NAMES;
  }

  private Path file(String name) throws IOException {
    return Files.write(directory.resolve("weights"), Fixtures.bytes(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFileHoldsWhatPythonPutIntoIt(String name) throws IOException {
    try (StateDict dict = StateDict.open(file(name))) {
      assertThat(dict.names())
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(Fixtures.names(name));
      for (StoredTensor tensor : dict.tensors()) {
        assertThat(tensor.shape()).as("%s", tensor).isEqualTo(Fixtures.shape(name, tensor.name()));
        assertThat(tensor.floats())
            .as("%s", tensor)
            .isEqualTo(Fixtures.values(name, tensor.name()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theFormatIsFoundWithoutTheNamesHelp(String name) throws IOException {
    try (StateDict dict = StateDict.open(file(name))) {
      Format expected =
          name.endsWith(".safetensors")
              ? Format.SAFETENSORS
              : name.endsWith(".pt")
                  ? Format.TORCHSCRIPT
                  : name.endsWith("-legacy.pth") ? Format.TORCH_LEGACY : Format.TORCH_ZIP;
      assertThat(dict.format()).isEqualTo(expected);
    }
  }

  @Test
  void typesAndMetadataAreToldAndTensorsFound() throws IOException {
    try (StateDict dict = StateDict.open(file("types.safetensors"))) {
      assertThat(dict.metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(dict.tensors())
          .filteredOn(t -> t.shape().length == 2 && t.shape()[0] > 0)
          .hasSize(ElementType.values().length)
          .allMatch(t -> t.type().name().equals(t.name().toUpperCase(Locale.ROOT)));
      assertThat(dict.find("bf16")).hasValueSatisfying(t -> assertThat(t.floats()).hasSize(6));
      assertThat(dict.find("bf17")).isEmpty();
    }
  }

  @Test
  void namesComeInTheOrderOfTheFile() throws IOException {
    try (StateDict dict = StateDict.open(file("types.pth"))) {
      assertThat(dict.names())
          .containsExactly("f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8", "bool");
    }
  }

  @Test
  void anArchiveThatWasCompressedAgainIsReadToo() {
    byte[] again = ArchiveBytes.of(Fixtures.bytes("views.pth")).deflated().bytes();
    for (StoredTensor tensor : Fixtures.read(again).tensors()) {
      assertThat(tensor.floats()).isEqualTo(Fixtures.values("views.pth", tensor.name()));
    }
  }

  @Test
  void aClosedFileIsReadNoMore() throws IOException {
    StateDict dict = StateDict.open(file("types.pth"));
    dict.close();
    assertThatThrownBy(() -> dict.tensors().get(0).floats())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherFilesAreToldApart() throws IOException {
    assertRefused("", "empty");
    assertRefused("version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer");
    assertRefused("<html>not found</html>", "neither safetensors, nor");
    assertThatThrownBy(() -> Fixtures.read(new PickleBytes().op('}').end()))
        .hasMessageContaining("plain pickle");
    assertThatThrownBy(() -> StateDict.open(directory.resolve("absent")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> StateDict.open(directory)).isInstanceOf(IOException.class);
  }

  private void assertRefused(String content, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("other"), content);
    assertThatThrownBy(() -> StateDict.open(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(message);
  }
}
