// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.library.torch.NamedTensor;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.Weights;
import org.contextile.library.torch.fixture.TensorFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference is {@code src/test/python/abmil_fixture.py}. */
class AbmilTest {
  private static final float EXACT = 1e-5f;
  private static final List<String> NAMES =
      List.of(
          "embedding.weight",
          "embedding.bias",
          "attention_v.weight",
          "attention_v.bias",
          "attention_u.weight",
          "attention_u.bias",
          "attention_w.weight",
          "attention_w.bias",
          "classifier.weight",
          "classifier.bias");

  private final TensorFixture fixture = TensorFixture.read(AbmilTest.class, "abmil.tensors");
  private final Path folder;

  AbmilTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theForwardPassIsPyTorchs() throws IOException {
    try (AbmilNetwork network = network();
        NDManager step = network.newStep()) {
      NDArray x = fixture.get("x", step);
      NDList results = network.module().infer(ScriptCall.of("forward").tensor(x));
      for (int i = 0; i < 4; i++) {
        String name = List.of("logits", "attention", "scores", "tiles").get(i);
        assertClose(results.get(i), name);
      }
    }
  }

  @Test
  void lossAndGradientsArePyTorchs() throws IOException {
    assertLearns("whole", 1, new long[0], 11);
  }

  @Test
  void lossAndGradientsOfSampledTilesArePyTorchs() throws IOException {
    assertLearns("sampled", 2, new long[] {0, 2, 3, 7, 8, 10}, 6);
  }

  private void assertLearns(String kind, int label, long[] rows, int instances) throws IOException {
    try (AbmilNetwork network = network();
        NDManager step = network.newStep()) {
      ScriptModule module = network.module();
      float[] noise = fixture.get("noise").values();
      NDArray bytes =
          step.create(noise, new Shape(11, 7)).get("0:" + instances).toType(DataType.UINT8, true);
      ScriptCall call =
          ScriptCall.of("learn")
              .tensor(step.create(new long[] {label}))
              .tensor(fixture.get("weight", step))
              .tensor(fixture.get("x", step))
              .tensor(step.create(rows, new Shape(rows.length)))
              .tensor(bytes);
      assertClose(module.learn(call).get(0), "loss." + kind);
      assertThat(module.parameters())
          .extracting(NamedTensor::name)
          .containsExactlyElementsOf(NAMES);
      for (NamedTensor parameter : module.parameters()) {
        assertClose(parameter.tensor().getGradient(), "gradient." + kind + "." + parameter.name());
      }
    }
  }

  @Test
  void anEnsembleAveragesItsHeads() throws IOException {
    AbmilWeights first = weights();
    AbmilWeights second =
        AbmilWeights.initial(first.shape(), new Standardisation(new float[9], ones(9)), 5);
    float[] x = fixture.get("x").values();
    BagScores one = score(List.of(first), x);
    BagScores other = score(List.of(second), x);
    BagScores both = score(List.of(first, second), x);
    for (int label = 0; label < 3; label++) {
      assertThat(both.probabilities()[label])
          .isCloseTo((one.probabilities()[label] + other.probabilities()[label]) / 2, within(1e-6));
    }
    for (int i = 0; i < 11; i++) {
      assertThat(both.attention()[i])
          .isCloseTo((one.attention()[i] + other.attention()[i]) / 2, within(1e-6f));
      assertThat(both.tileProbabilities()[i][2])
          .isCloseTo(
              (one.tileProbabilities()[i][2] + other.tileProbabilities()[i][2]) / 2, within(1e-6f));
    }
    assertThat(one.attention()).containsExactly(fixture.get("attention").values(), within(EXACT));
    assertThat(one.rawAttention()).containsExactly(fixture.get("scores").values(), within(EXACT));
  }

  @Test
  void weightsSurviveWritingAndReading() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    weights().write(new DataOutputStream(bytes));
    AbmilWeights read =
        AbmilWeights.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.shape()).isEqualTo(new AbmilShape(9, 7, 5, 3));
    assertThat(read.parameterCount()).isEqualTo(7 * 9 + 7 + 2 * (5 * 7 + 5) + 6 + 3 * 7 + 3);
    for (String name : NAMES) {
      assertThat(read.get(name).values()).isEqualTo(weights().get(name).values());
    }
  }

  private BagScores score(List<AbmilWeights> heads, float[] x) throws IOException {
    Path archive = folder.resolve(heads.size() + ".pt");
    SlideClassifier.write(archive, heads);
    try (SlideClassifier classifier = SlideClassifier.load(archive, Device.cpu())) {
      return classifier.score(x, 11);
    }
  }

  private AbmilNetwork network() throws IOException {
    return new AbmilNetwork(
        weights(), fixture.get("weight").values(), MilSettings.DEFAULT, Device.cpu());
  }

  private AbmilWeights weights() {
    Map<String, Weights> tensors = new LinkedHashMap<>();
    tensors.put("mean", fixture.get("mean"));
    tensors.put("deviation", fixture.get("deviation"));
    NAMES.forEach(name -> tensors.put(name, fixture.get("weight." + name)));
    return new AbmilWeights(tensors);
  }

  private void assertClose(NDArray actual, String name) {
    assertThat(actual.toFloatArray())
        .as(name)
        .containsExactly(fixture.get(name).values(), within(EXACT));
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }
}
