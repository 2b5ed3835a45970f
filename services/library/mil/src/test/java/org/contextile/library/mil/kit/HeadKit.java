// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.kit;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadSettings;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.mil.head.Standardisation;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.Weights;
import org.contextile.library.torch.fixture.TensorFixture;
import org.junit.jupiter.api.Test;

/**
 * What every head must do. A subclass names a head and the reference that a script under {@code
 * src/test/python} of the torch module has written: {@code x} [11, 9], {@code noise} [11, 7], class
 * weights, the head's weights, its outputs, and its losses and gradients for all tiles ({@code
 * whole}, label 1) and for some ({@code sampled}, label 2), each with a quarter of the embedding
 * dropped.
 */
abstract class HeadKit {
  private static final int FEATURES = 9;
  private static final int CLASSES = 3;
  private static final int TILES = 11;
  private static final List<String> OUTPUTS = List.of("logits", "attention", "scores", "tiles");
  private static final float EXACT = 1e-5f;

  private final Head head;
  private final TensorFixture fixture;

  /**
   * A kit for one head.
   *
   * @param settings of the reference: 7 hidden, a quarter dropped
   * @param fixture the reference, beside the subclass
   */
  HeadKit(HeadSettings settings, String fixture) {
    this.head = Head.of(settings);
    this.fixture = TensorFixture.read(getClass(), fixture);
  }

  @Test
  void theForwardPassIsTheReferences() throws IOException {
    try (Loaded loaded = load(reference())) {
      List<float[]> outputs = loaded.forward(fixture.get("x").values());
      for (int i = 0; i < OUTPUTS.size(); i++) {
        assertClose(outputs.get(i), OUTPUTS.get(i));
      }
    }
  }

  @Test
  void lossAndGradientsAreTheReferences() throws IOException {
    assertLearns("whole", 1, new long[0], TILES);
  }

  @Test
  void lossAndGradientsOfSomeTilesAreTheReferences() throws IOException {
    assertLearns("sampled", 2, new long[] {0, 2, 3, 7, 8, 10}, 6);
  }

  @Test
  void permutedTilesArePermutedInTheAttentionAndLeaveTheLogits() throws IOException {
    int tiles = 101;
    float[] x = random(tiles, 1);
    List<Integer> order = new ArrayList<>(IntStream.range(0, tiles).boxed().toList());
    Collections.shuffle(order, new Random(2));
    float[] permuted = new float[x.length];
    for (int i = 0; i < tiles; i++) {
      System.arraycopy(x, order.get(i) * FEATURES, permuted, i * FEATURES, FEATURES);
    }
    try (Loaded loaded = load(reference())) {
      List<float[]> straight = loaded.forward(x);
      List<float[]> mixed = loaded.forward(permuted);
      assertThat(mixed.get(0)).containsExactly(straight.get(0), within(EXACT));
      for (int i = 0; i < tiles; i++) {
        int from = order.get(i);
        assertThat(mixed.get(1)[i]).isCloseTo(straight.get(1)[from], within(EXACT));
        assertThat(mixed.get(2)[i]).isCloseTo(straight.get(2)[from], within(EXACT));
        for (int label = 0; label < CLASSES; label++) {
          assertThat(mixed.get(3)[i * CLASSES + label])
              .isCloseTo(straight.get(3)[from * CLASSES + label], within(EXACT));
        }
      }
    }
  }

  @Test
  void oneTileHasAllAttentionAndTheLogitsThatItHasAlone() throws IOException {
    float[] x = random(TILES, 3);
    try (Loaded loaded = load(reference())) {
      List<float[]> all = loaded.forward(x);
      for (int i = 0; i < TILES; i++) {
        float[] tile = new float[FEATURES];
        System.arraycopy(x, i * FEATURES, tile, 0, FEATURES);
        List<float[]> one = loaded.forward(tile);
        assertThat(one.get(1)).containsExactly(1f);
        for (int label = 0; label < CLASSES; label++) {
          assertThat(one.get(0)[label])
              .isCloseTo(one.get(3)[label], within(EXACT))
              .isCloseTo(all.get(3)[i * CLASSES + label], within(EXACT));
        }
      }
    }
  }

  @Test
  void aVeryLargeBagHasAttentionThatSumsToOne() throws IOException {
    int tiles = 500_009;
    try (Loaded loaded = load(reference())) {
      List<float[]> outputs = loaded.forward(random(tiles, 4));
      assertThat(outputs.get(0)).hasSize(CLASSES);
      assertThat(outputs.get(1)).hasSize(tiles);
      assertThat(outputs.get(2)).hasSize(tiles);
      assertThat(outputs.get(3)).hasSize(tiles * CLASSES);
      for (float[] output : outputs) {
        for (float value : output) {
          if (!Float.isFinite(value)) {
            throw new AssertionError("not finite: " + value);
          }
        }
      }
      double sum = 0;
      for (float attention : outputs.get(1)) {
        assertThat(attention).isNotNegative();
        sum += attention;
      }
      assertThat(sum).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  void weightsSurviveSaving() throws IOException {
    HeadWeights weights = head.initial(standardisation(), CLASSES, 17);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    weights.write(new DataOutputStream(bytes));
    HeadWeights read =
        HeadWeights.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.parameterCount()).isEqualTo(weights.parameterCount()).isPositive();
    assertEqual(read, weights);
    float[] x = random(TILES, 5);
    try (Loaded before = load(weights);
        Loaded after = load(read)) {
      for (int i = 0; i < OUTPUTS.size(); i++) {
        assertThat(after.forward(x).get(i)).isEqualTo(before.forward(x).get(i));
      }
      SequencedMap<String, float[]> trained = new LinkedHashMap<>();
      for (ModuleParameter parameter : before.module.parameters()) {
        trained.put(parameter.name(), parameter.tensor().toFloatArray());
      }
      assertThat(trained.values().stream().mapToLong(values -> values.length).sum())
          .isEqualTo(weights.parameterCount());
      assertEqual(weights.with(trained), weights);
    }
  }

  @Test
  void equalSeedsGiveEqualWeightsAndOthersDoNot() {
    HeadWeights weights = head.initial(standardisation(), CLASSES, 17);
    assertEqual(head.initial(standardisation(), CLASSES, 17), weights);
    assertThat(head.initial(standardisation(), CLASSES, 18).get("embedding.weight").values())
        .isNotEqualTo(weights.get("embedding.weight").values());
  }

  private void assertLearns(String kind, int label, long[] rows, int instances) throws IOException {
    try (Loaded loaded = load(reference());
        NDManager step = loaded.module.scope().newSubManager()) {
      NDArray noise =
          step.create(fixture.get("noise").values(), new Shape(TILES, head.settings().hidden()))
              .get("0:" + instances)
              .toType(DataType.UINT8, true);
      ScriptCall call =
          ScriptCall.of("learn")
              .tensor(step.create(new long[] {label}))
              .tensor(fixture.get("weight", step))
              .tensor(fixture.get("x", step))
              .tensor(step.create(rows, new Shape(rows.length)))
              .tensor(noise);
      assertClose(loaded.module.learn(call).get(0).toFloatArray(), "loss." + kind);
      List<ModuleParameter> parameters = loaded.module.parameters();
      assertThat(parameters)
          .extracting(ModuleParameter::name)
          .containsExactlyElementsOf(
              reference().tensors().keySet().stream().filter(name -> name.contains(".")).toList());
      for (ModuleParameter parameter : parameters) {
        assertClose(
            parameter.tensor().getGradient().toFloatArray(),
            "gradient." + kind + "." + parameter.name());
      }
    }
  }

  private HeadWeights reference() {
    HeadWeights initial = head.initial(standardisation(), CLASSES, 0);
    SequencedMap<String, Weights> tensors = new LinkedHashMap<>();
    for (String name : initial.tensors().keySet()) {
      Weights expected = fixture.get(name.contains(".") ? "weight." + name : name);
      assertThat(initial.get(name).shape()).isEqualTo(expected.shape());
      tensors.put(name, expected);
    }
    return new HeadWeights(tensors);
  }

  private Standardisation standardisation() {
    return new Standardisation(fixture.get("mean").values(), fixture.get("deviation").values());
  }

  private Loaded load(HeadWeights weights) throws IOException {
    Path archive = Files.createTempFile("head", ".pt");
    try {
      ScriptArchive.write(archive, head.node(weights), head.program(), MemoryLayout.CONTIGUOUS);
      return new Loaded(ScriptModule.load(archive, Device.cpu(), true));
    } finally {
      Files.delete(archive);
    }
  }

  private record Loaded(ScriptModule module) implements AutoCloseable {

    List<float[]> forward(float[] features) {
      try (NDManager step = module.scope().newSubManager()) {
        Shape shape = new Shape(features.length / FEATURES, FEATURES);
        NDList results =
            module.infer(ScriptCall.of("forward").tensor(step.create(features, shape)));
        results.attach(step);
        return results.stream().map(NDArray::toFloatArray).toList();
      }
    }

    @Override
    public void close() {
      module.close();
    }
  }

  private static void assertEqual(HeadWeights actual, HeadWeights expected) {
    assertThat(List.copyOf(actual.tensors().keySet()))
        .isEqualTo(List.copyOf(expected.tensors().keySet()));
    expected
        .tensors()
        .forEach(
            (name, weights) -> {
              assertThat(actual.get(name).shape()).isEqualTo(weights.shape());
              assertThat(actual.get(name).values()).isEqualTo(weights.values());
            });
  }

  private static float[] random(int tiles, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[tiles * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void assertClose(float[] actual, String name) {
    assertThat(actual).as(name).containsExactly(fixture.get(name).values(), within(EXACT));
  }
}
