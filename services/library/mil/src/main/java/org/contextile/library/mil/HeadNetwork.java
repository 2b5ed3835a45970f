// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.optim.AdamW;
import org.contextile.library.torch.optim.AdamWSettings;
import org.contextile.library.torch.optim.ParameterGroup;

/** One head in training, with its optimiser. */
final class HeadNetwork implements AutoCloseable {
  private final MilSettings settings;
  private final HeadWeights initial;
  private final ScriptModule module;
  private final AdamW optimiser;
  private final NDArray classWeights;
  private final NDArray allRows;

  HeadNetwork(HeadWeights initial, float[] classWeights, MilSettings settings, Device device)
      throws IOException {
    this.settings = settings;
    this.initial = initial;
    this.module = load(Head.of(settings.head()), initial, device);
    this.optimiser =
        new AdamW(
            device,
            AdamWSettings.DEFAULT,
            ParameterGroup.split("head", module.parameters(), settings.weightDecay()));
    this.classWeights = module.scope().create(classWeights);
    this.allRows = module.scope().create(new long[0], new Shape(0));
  }

  private static ScriptModule load(Head head, HeadWeights weights, Device device)
      throws IOException {
    Path archive = Files.createTempFile("head", ".pt");
    try {
      ScriptArchive.write(archive, head.node(weights), head.program(), MemoryLayout.CONTIGUOUS);
      return ScriptModule.load(archive, device, true);
    } finally {
      Files.delete(archive);
    }
  }

  /** A scope for one step; results and temporary tensors go when it is closed. */
  NDManager newStep() {
    return module.scope().newSubManager();
  }

  ScriptModule module() {
    return module;
  }

  /**
   * Leaves the gradients of one bag's loss with the parameters.
   *
   * @return the loss
   */
  double backward(NDArray features, int label, SplittableRandom random, NDManager step) {
    int instances = (int) Math.min(features.getShape().get(0), settings.maxInstances());
    boolean sampled = instances < features.getShape().get(0);
    NDArray rows =
        sampled
            ? step.create(sample((int) features.getShape().get(0), instances, random))
            : allRows;
    int numbers = settings.head().dropped() == 0 ? 0 : instances * settings.head().hidden();
    NDArray noise = noise(numbers, instances, random, step);
    ScriptCall call =
        ScriptCall.of("learn")
            .tensor(step.create(new long[] {label}))
            .tensor(classWeights)
            .tensor(features)
            .tensor(rows)
            .tensor(noise);
    return module.learn(call).get(0).getFloat();
  }

  /**
   * Updates the weights.
   *
   * @return false, with nothing updated, when the gradient is not finite
   */
  boolean update() {
    if (!Double.isFinite(optimiser.clip())) {
      return false;
    }
    optimiser.step(_ -> settings.learningRate());
    return true;
  }

  /** Logits [C] of a bag. */
  double[] logits(NDArray features, NDManager step) {
    NDList results = module.infer(ScriptCall.of("forward").tensor(features));
    // The features own the results, and may outlive the step.
    results.attach(step);
    float[] values = results.get(0).toFloatArray();
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** A copy of the present weights. */
  HeadWeights weights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ModuleParameter parameter : module.parameters()) {
      values.put(parameter.name(), parameter.tensor().toFloatArray());
    }
    return initial.with(values);
  }

  @Override
  public void close() {
    optimiser.close();
    module.close();
  }

  private NDArray noise(int numbers, int instances, SplittableRandom random, NDManager step) {
    if (numbers == 0) {
      return step.create(new Shape(0), DataType.UINT8);
    }
    byte[] bytes = new byte[numbers];
    random.nextBytes(bytes);
    return step.create(
        ByteBuffer.wrap(bytes), new Shape(instances, settings.head().hidden()), DataType.UINT8);
  }

  /** Distinct rows, in order, so that equal samples make equal sums. */
  private static long[] sample(int of, int count, SplittableRandom random) {
    int[] rows = IntStream.range(0, of).toArray();
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i, of);
      int swapped = rows[i];
      rows[i] = rows[j];
      rows[j] = swapped;
    }
    return IntStream.of(rows).limit(count).sorted().asLongStream().toArray();
  }
}
