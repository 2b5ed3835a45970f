// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;
import org.contextile.library.torch.fixture.TensorFixture;
import org.contextile.library.torch.fixture.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {

  private static final BackboneConfig SMALL = BackboneConfig.of("resnet-small", 32);
  private static final InputSpec INPUT = InputSpec.imageNet(32);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private static ByteBuffer patches(int count, int side) {
    byte[] bytes = new byte[count * side * side * 3];
    new Random(3).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private Path program(String body) throws IOException {
    Path file = directory.resolve("model.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 5));
    String text = "class Model(Module):\n  def forward(self, x: Tensor) -> Tensor:\n" + body;
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    return file;
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> Backbone.loadTrainable(file, INPUT, Device.cpu()).close())
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aSmallResNetHasAThirdOfAMillionParametersAndTrains() throws IOException {
    Path file = directory.resolve("small.pt");
    BackboneFiles.assemble(file, SMALL, 1);
    try (Backbone backbone = Backbone.loadTrainable(file, INPUT, Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(128);
      assertThat(backbone.parameterCount()).isBetween(250_000L, 350_000L);
    }
  }

  @Test
  void aMediumResNetHasAboutThreeMillionParameters() throws IOException {
    Path file = directory.resolve("medium.pt");
    BackboneFiles.assemble(file, BackboneConfig.of("resnet-medium", 32), 1);
    try (Backbone backbone = Backbone.load(file, INPUT, Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(256);
      assertThat(backbone.parameterCount()).isBetween(2_500_000L, 3_000_000L);
    }
  }

  @Test
  void theSameSeedGivesTheSameResNetAndAnotherSeedAnother() throws IOException {
    Path one = directory.resolve("one.pt");
    Path two = directory.resolve("two.pt");
    BackboneFiles.assemble(one, SMALL, 5);
    BackboneFiles.assemble(two, SMALL, 5);
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    BackboneFiles.assemble(two, SMALL, 6);
    assertThat(Files.mismatch(one, two)).isNotEqualTo(-1);
  }

  @Test
  void featuresDoNotDependOnTheBatchAndSurviveSaving() throws IOException {
    Path file = directory.resolve("small.pt");
    Path saved = directory.resolve("saved.pt");
    BackboneFiles.assemble(file, SMALL, 1);
    ByteBuffer patches = patches(5, 32);
    float[] all;
    try (Backbone backbone = Backbone.load(file, INPUT, Device.cpu())) {
      all = backbone.features(patches, 5);
      float[] one = backbone.features(patches, 1);
      assertThat(one).containsExactly(Arrays.copyOf(all, 128), Offset.offset(1e-5f));
      backbone.save(saved);
    }
    try (Backbone backbone = Backbone.load(saved, INPUT, Device.cpu())) {
      assertThat(backbone.features(patches, 5)).isEqualTo(all);
    }
  }

  @Test
  void pixelsAreNormalisedAsStated() throws IOException {
    Path file = program("    return torch.mean(x, [2, 3])\n");
    InputSpec input = new InputSpec(List.of(0.5f, 0.25f, 0f), List.of(0.5f, 1f, 0.4f), 16);
    ByteBuffer white = ByteBuffer.allocateDirect(16 * 16 * 3);
    while (white.hasRemaining()) {
      white.put((byte) 255).put((byte) 0).put((byte) 51);
    }
    try (Backbone backbone = Backbone.load(file, input, Device.cpu())) {
      assertThat(backbone.features(white.flip(), 1))
          .containsExactly(new float[] {1f, -0.25f, 0.5f}, Offset.offset(1e-6f));
    }
  }

  @Test
  void realWeightsGiveTheFeaturesThatPyTorchGives() throws IOException {
    Path student = TestData.file("weights/mobilenetv2-student-96.pt");
    TensorFixture fixture = TensorFixture.read(BackboneTest.class, "mobilenetv2-student.tensors");
    float[] values = fixture.get("pixels").values();
    ByteBuffer pixels = ByteBuffer.allocateDirect(values.length);
    for (float value : values) {
      pixels.put((byte) value);
    }
    try (Backbone backbone =
        Backbone.loadTrainable(student, InputSpec.imageNet(48), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(96);
      assertThat(backbone.parameterCount()).isBetween(500_000L, 560_000L);
      assertThat(backbone.features(pixels.flip(), 2))
          .containsExactly(fixture.get("features").values(), Offset.offset(1e-4f));
    }
  }

  @Test
  void aModelThatDoesNotGiveOneVectorAPatchIsRefusedWithTheReason() throws IOException {
    assertRefused(program("    return torch.relu(x)\n"), "instead of float32 1×D");
    assertRefused(program("    return torch.mean(x)\n"), "instead of float32 1×D");
    assertRefused(program("    return torch.mean(x, [2, 3]) / 0\n"), "not finite");
    assertRefused(program("    return torch.mean(x, [2, 3]).to(7)\n"), "instead of float32");
    assertRefused(program("    return torch.mean(x, [2, 3]) @ self.weight.t()\n"), "trial on 1");
    assertRefused(program("    return torch.mean(x.reshape([1, 3, -1]), [2])\n"), "3 images");
  }

  @Test
  void aModelThatCannotLearnIsRefusedAsStudentOnly() throws IOException {
    Path file = program("    return torch.mean(x, [2, 3]) @ self.weight.detach()\n");
    assertRefused(file, "gradient");
    try (Backbone backbone = Backbone.load(file, INPUT, Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(5);
    }
  }

  @Test
  void aProgramThatReachesForFilesIsRefused() throws IOException {
    assertRefused(program("    return torch.from_file(\"/etc/passwd\", False, 4)\n"), "from_file");
  }

  @Test
  void filesThatAreNoArchivesAreRefused() throws IOException {
    assertRefused(Files.writeString(directory.resolve("text.pt"), "hello"), "zip");
    assertRefused(Files.write(directory.resolve("empty.pt"), new byte[0]), "zip");
    Path zip = directory.resolve("other.pt");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.closeEntry();
    }
    assertRefused(zip, "torch.jit.save");
  }

  @Test
  void theInputIsAsLargeAsTheContractAllows() {
    assertThat(InputSpec.imageNet(16).sizePx()).isEqualTo(16);
    assertThat(InputSpec.imageNet(4096).sizePx()).isEqualTo(4096);
    assertThatThrownBy(() -> InputSpec.imageNet(15)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InputSpec.imageNet(4097)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final String FOUR_PEBIBYTES = "torch.zeros([1125899906842624])";

  @Test
  void memoryThatRunsOutInTheTrialIsNotTheModelsFault() throws IOException {
    Path file = program("    return torch.mean(x, [2, 3]) + %s\n".formatted(FOUR_PEBIBYTES));
    assertOutOfMemory(() -> Backbone.load(file, INPUT, Device.cpu()).close());
  }

  @Test
  void memoryThatRunsOutInTheTrialOfGradientsIsNotTheModelsFault() throws IOException {
    Path file =
        program(
            """
                y = torch.mean(x, [2, 3]) @ self.weight
                if torch.is_grad_enabled():
                  y = y + torch.mean(%s)
                return y
            """
                .formatted(FOUR_PEBIBYTES));
    Backbone.load(file, INPUT, Device.cpu()).close();
    assertOutOfMemory(() -> Backbone.loadTrainable(file, INPUT, Device.cpu()).close());
  }

  @Test
  void batchesAreHalvedUntilMemorySufficesAndTriedWholeAgainForTheNext() throws IOException {
    Path plain = program("    return torch.mean(x, [2, 3]) @ self.weight\n");
    ByteBuffer patches = patches(23, 32);
    float[] expected;
    try (Backbone backbone = Backbone.load(plain, INPUT, Device.cpu())) {
      expected = backbone.features(patches, 23);
    }
    Path hungry =
        program(
            """
                y = torch.mean(x, [2, 3]) @ self.weight
                if x.size(0) > 5:
                  y = y + torch.mean(%s)
                return y
            """
                .formatted(FOUR_PEBIBYTES));
    try (Backbone backbone = Backbone.load(hungry, INPUT, Device.cpu())) {
      for (int slide = 0; slide < 2; slide++) {
        assertThat(backbone.features(patches, 23)).isEqualTo(expected);
        assertThat(backbone.largestBatch()).isEqualTo(5);
        backbone.forgetShortage();
        assertThat(backbone.largestBatch()).isGreaterThan(23);
      }
    }
  }

  private static void assertOutOfMemory(ThrowingCallable loading) {
    assertThatThrownBy(loading)
        .isInstanceOfSatisfying(ScriptException.class, e -> assertThat(e.outOfMemory()).isTrue());
  }

  @Test
  void stagesOfFewerThanSixteenChannelsAreRefused() {
    BackboneConfig narrow = SMALL.with(Map.of("channels", List.of(8, 16, 32, 64)));

    assertThatThrownBy(() -> BackboneFiles.assemble(directory.resolve("narrow.pt"), narrow, 1))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("channels cannot be [8, 16, 32, 64]");
  }

  @Test
  void aNetworkOfAbsurdSizeIsRefusedBeforeItIsMade() {
    BackboneConfig huge =
        BackboneConfig.of("vit_tiny_patch16_224", 224)
            .with(Map.of("embed_dim", 8192, "depth", 256, "num_heads", 64));

    assertThatThrownBy(() -> BackboneFiles.assemble(directory.resolve("huge.pt"), huge, 1))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("parameters");
    assertThat(directory.resolve("huge.pt")).doesNotExist();
  }

  @Test
  void aTruncatedOrFlippedArchiveIsRefusedAndNeverCrashes() throws IOException {
    Path good = program("    return torch.mean(x, [2, 3]) @ self.weight\n");
    byte[] bytes = Files.readAllBytes(good);
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      byte[] bad = bytes.clone();
      if (round % 3 == 0) {
        bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      } else {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = Files.write(directory.resolve("bad.pt"), bad);
      try (Backbone backbone = Backbone.load(file, INPUT, Device.cpu())) {
        assertThat(backbone.dimensions()).isPositive();
      } catch (IncompatibleModelException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
