// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contextile.bench.PythonProcess;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.tensors.StoredTensor;
import org.contextile.library.torch.ModuleParameter;
import tools.jackson.databind.JsonNode;

/**
 * One network, made by timm, imported by us, and exported again.
 *
 * @param directory of the files, empty at first
 */
record Comparison(ParityCase network, PythonProcess timm, Path directory) {

  private static final String GRADIENT = "gradient.";

  Agreement run() throws IOException {
    timm.run(network.command(directory.toString()));
    BackboneConfig config =
        BackboneConfig.parse(Files.readString(directory.resolve("config.json")));
    Path archive = directory.resolve("program.pt");
    BackboneConfig own = network.afterBlock() > 0 ? config.truncated(network.afterBlock()) : config;
    BackboneFiles.assemble(archive, own, directory.resolve("weights.safetensors"));
    try (StateDict reference = StateDict.open(directory.resolve("reference.safetensors"))) {
      float[] expected = floats(reference, "features");
      int dimensions = expected.length / (int) tensor(reference, "pixels").shape()[0];
      float[] features = features(archive, own, reference, "pixels", Precision.FP32);
      float[] bf16 = features(archive, own, reference, "pixels", Precision.BF16);
      return new Agreement(
          dimensions,
          Math.max(
              Agreement.relativeDifference(features, expected),
              Agreement.relativeDifference(asStored(archive, own, reference), expected)),
          otherSize(archive, own, reference),
          Math.min(
              Agreement.leastCosine(bf16, expected, dimensions),
              Agreement.leastCosine(bf16, floats(reference, "features_bf16"), dimensions)),
          network.gradients() ? gradients(archive, config, reference) : OptionalDouble.empty(),
          network.afterBlock() > 0 || roundTrip(archive, config, dimensions));
    }
  }

  private OptionalDouble otherSize(Path archive, BackboneConfig config, StateDict reference)
      throws IOException {
    if (reference.find("pixels_other_size").isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Agreement.relativeDifference(
            features(archive, config, reference, "pixels_other_size", Precision.FP32),
            floats(reference, "features_other_size")));
  }

  private float[] features(
      Path archive, BackboneConfig config, StateDict reference, String images, Precision precision)
      throws IOException {
    StoredTensor pixels = tensor(reference, images);
    try (Backbone backbone =
        InferenceBackbones.open(
            archive,
            Optional.of(config),
            input(config, pixels),
            Device.cpu(),
            precision,
            directory)) {
      return backbone.features(bytes(pixels), (int) pixels.shape()[0]);
    }
  }

  /** Features of the program that is exported, and trained. */
  private static float[] asStored(Path archive, BackboneConfig config, StateDict reference)
      throws IOException {
    StoredTensor pixels = tensor(reference, "pixels");
    try (Backbone backbone = Backbone.load(archive, input(config, pixels), Device.cpu())) {
      return backbone.features(bytes(pixels), (int) pixels.shape()[0]);
    }
  }

  private static OptionalDouble gradients(Path archive, BackboneConfig config, StateDict reference)
      throws IOException {
    StoredTensor pixels = tensor(reference, "pixels");
    try (Backbone backbone = Backbone.loadTrainable(archive, input(config, pixels), Device.cpu());
        NDManager scope = backbone.scope().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray images = scope.create(bytes(pixels), new Shape(pixels.shape()), DataType.UINT8);
      NDArray features = backbone.forward(backbone.normalise(images), true);
      collector.backward(features.mul(features).mean());
      Map<String, NDArray> ours = new LinkedHashMap<>();
      for (ModuleParameter parameter : backbone.parameters()) {
        ours.put(parameter.name(), parameter.tensor());
      }
      double greatest = 0;
      for (String name : reference.names()) {
        if (name.startsWith(GRADIENT)) {
          NDArray parameter = ours.get(name.substring(GRADIENT.length()));
          if (parameter == null) {
            throw new IOException("the program has no parameter of the gradient " + name);
          }
          greatest =
              Math.max(
                  greatest,
                  Agreement.relativeLength(
                      parameter.getGradient().toFloatArray(), floats(reference, name)));
        }
      }
      return OptionalDouble.of(greatest);
    }
  }

  private boolean roundTrip(Path archive, BackboneConfig config, int dimensions)
      throws IOException {
    Path exported = directory.resolve("exported.safetensors");
    Path configuration = directory.resolve("exported.json");
    BackboneFiles.export(archive, config, dimensions, exported);
    Files.writeString(configuration, config.json(dimensions));
    JsonNode answer =
        timm.run(
            List.of(
                "check",
                directory.toString(),
                exported.toString(),
                configuration.toString(),
                "--pool",
                network.pool()));
    if (!answer.path("differing").isEmpty()) {
      System.err.println(network.label() + " differs in " + answer.path("differing"));
    }
    return answer.path("differing").isEmpty() && answer.path("features_equal").asBoolean();
  }

  private static InputSpec input(BackboneConfig config, StoredTensor pixels) {
    return new InputSpec(config.input().mean(), config.input().std(), (int) pixels.shape()[1]);
  }

  private static ByteBuffer bytes(StoredTensor pixels) {
    float[] values = pixels.floats();
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
    for (float value : values) {
      bytes.put((byte) Math.round(value));
    }
    return bytes.flip();
  }

  private static float[] floats(StateDict reference, String name) {
    return tensor(reference, name).floats();
  }

  private static StoredTensor tensor(StateDict reference, String name) {
    return reference
        .find(name)
        .orElseThrow(() -> new IllegalStateException("the reference has no " + name));
  }
}
