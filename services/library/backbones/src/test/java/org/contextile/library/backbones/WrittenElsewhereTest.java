// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;
import org.contextile.library.torch.fixture.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TorchScript archives as other writers than ours lay them out. */
class WrittenElsewhereTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @Test
  void aScriptedNetworkWithGeluIsTaken() throws IOException {
    Path file = TestData.file("../cases/gelu-torchscript.pt");

    assertThat(BackboneFiles.isProgram(file)).isTrue();
    try (Backbone backbone = Backbone.load(file, InputSpec.imageNet(64), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(32);
    }
  }

  @ParameterizedTest
  @CsvSource({"version,3", "version,4", "version,8", ".data/version,8", ".data/version,10"})
  void theVersionLiesWhereItsWriterPutIt(String place, String version) throws IOException {
    Path file =
        written(
            entries -> {
              entries.remove("ours/version");
              entries.put("ours/" + place, (version + "\n").getBytes(StandardCharsets.US_ASCII));
            },
            ZipEntry.STORED);

    assertFiveFeatures(file);
  }

  @Test
  void whatIsBesideTheProgramDoesNotMatter() throws IOException {
    Path file =
        written(
            entries -> {
              entries.put("ours/.data/serialization_id", bytes("123456"));
              entries.put("ours/.format_version", bytes("1"));
              entries.put("ours/.storage_alignment", bytes("64"));
              entries.put("ours/byteorder", bytes("little"));
              entries.put("ours/extra/notes.txt", bytes("of its maker"));
              entries.put("ours/traced_inputs.pkl", bytes("\u0080\u0002)."));
            },
            ZipEntry.STORED);

    assertFiveFeatures(file);
  }

  @Test
  void aVersionThatIsTooNewIsRefusedWithItsNumber() throws IOException {
    Path file =
        written(
            entries -> {
              entries.remove("ours/version");
              entries.put("ours/.data/version", bytes("99\n"));
            },
            ZipEntry.STORED);

    assertThatThrownBy(() -> Backbone.load(file, InputSpec.imageNet(32), Device.cpu()).close())
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("99");
  }

  @Test
  void withoutAnyVersionItIsNoArchive() throws IOException {
    Path file = written(entries -> entries.remove("ours/version"), ZipEntry.STORED);

    assertThatThrownBy(() -> Backbone.load(file, InputSpec.imageNet(32), Device.cpu()).close())
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("it has no version");
  }

  private static void assertFiveFeatures(Path file) throws IOException {
    assertThat(BackboneFiles.isProgram(file)).isTrue();
    try (Backbone backbone = Backbone.loadTrainable(file, InputSpec.imageNet(32), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(5);
    }
  }

  /** An archive of ours, its entries changed, under a folder of another name. */
  private Path written(Consumer<Map<String, byte[]>> change, int method) throws IOException {
    Path ours = directory.resolve("ours.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 5));
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            return torch.gelu(torch.mean(x, [2, 3]) @ self.weight)
        """;
    ScriptArchive.write(ours, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(ours.toFile())) {
      for (ZipEntry entry : List.copyOf(zip.stream().toList())) {
        String name = "ours" + entry.getName().substring(entry.getName().indexOf('/'));
        entries.put(name, zip.getInputStream(entry).readAllBytes());
      }
    }
    change.accept(entries);
    Path file = directory.resolve("theirs.pt");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(header(entry, method));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private static ZipEntry header(Map.Entry<String, byte[]> entry, int method) {
    ZipEntry header = new ZipEntry(entry.getKey());
    header.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(entry.getValue());
      header.setCrc(crc.getValue());
      header.setSize(entry.getValue().length);
    }
    return header;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
