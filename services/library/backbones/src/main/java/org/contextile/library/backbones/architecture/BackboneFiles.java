// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.tensors.InvalidWeightsException;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;

/**
 * Turns weights of timm's networks into TorchScript programs, and programs back into weights. The
 * programs take float32 or bfloat16 N×3×H×W, normalised, and give float32 N×D; they compute in the
 * type of their input.
 */
public final class BackboneFiles {

  private BackboneFiles() {}

  /**
   * Where a network was found in a file.
   *
   * @param prefix what stood before the names of its tensors; may be empty
   * @param others the names of the tensors that are not its own, and were passed over
   */
  public record Origin(String prefix, List<String> others) {

    public Origin {
      others = List.copyOf(others);
    }
  }

  /** Like {@link #assemble(Path, BackboneConfig, Path, Optional)}, wherever the network lies. */
  public static void assemble(Path archive, BackboneConfig config, Path weights)
      throws IOException {
    var _ = assemble(archive, config, weights, Optional.empty());
  }

  /**
   * Writes a program with weights of a file: safetensors, {@code torch.save}, or TorchScript, by
   * timm's names or others that are known. The classifier is left out. The names may have a prefix
   * in common, which tensors of other networks need not share.
   *
   * @param archive replaced if it exists
   * @param prefix which of several networks in the file is meant
   * @throws IncompatibleModelException if the architecture is not supported, or a tensor is
   *     missing, of another shape, or unexpected: all of them are listed; if there are several such
   *     networks
   * @throws InvalidWeightsException if the file is damaged or holds more than weights
   * @throws IOException if a file cannot be read or written
   */
  public static Origin assemble(
      Path archive, BackboneConfig config, Path weights, Optional<String> prefix)
      throws IOException {
    Architecture.Blueprint blueprint = Architectures.blueprint(config);
    try (StateDict stored = StateDict.open(weights)) {
      NetworkSearch.Found found =
          NetworkSearch.find(blueprint, blocks(config, blueprint), stored, prefix);
      ScriptArchive.write(archive, found.network(), blueprint.program(), blueprint.layout());
      return new Origin(found.prefix(), found.others());
    }
  }

  /**
   * Looks whether {@link #assemble} finds its network in a file, by the names and shapes there.
   *
   * @throws IncompatibleModelException as there
   * @throws InvalidWeightsException as there
   * @throws IOException if the file cannot be read
   */
  public static void require(BackboneConfig config, Path weights) throws IOException {
    Architecture.Blueprint blueprint = Architectures.blueprint(config);
    try (StateDict stored = StateDict.open(weights)) {
      var _ = NetworkSearch.find(blueprint, blocks(config, blueprint), stored, Optional.empty());
    }
  }

  /** The network whose tensors are read when they are written; see {@link #assemble}. */
  static ScriptNode network(
      Architecture.Blueprint blueprint, BackboneConfig config, StateDict stored) {
    return NetworkSearch.find(blueprint, blocks(config, blueprint), stored, Optional.of(""))
        .network();
  }

  /**
   * Writes a program with random weights; the same configuration and seed give the same bytes.
   *
   * @throws IncompatibleModelException if the architecture is not supported
   * @throws IOException if the file cannot be written
   */
  public static void assemble(Path archive, BackboneConfig config, long seed) throws IOException {
    Architecture.Blueprint blueprint = Architectures.blueprint(config);
    ScriptNode network =
        blueprint.assemble(Layers.of(new RandomWeights(seed)), blocks(config, blueprint));
    ScriptArchive.write(archive, network, blueprint.program(), blueprint.layout());
  }

  /**
   * Writes the weights of a program, tuned or not, with timm's names.
   *
   * @param file safetensors, replaced if it exists; its metadata hold the configuration
   * @param featureDim D
   * @throws IOException if a file cannot be read or written
   */
  public static void export(Path archive, BackboneConfig config, int featureDim, Path file)
      throws IOException {
    try (StateDict stored = StateDict.open(archive)) {
      Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
      stored
          .tensors()
          .forEach(
              tensor ->
                  tensors.put(
                      tensor.name(), new Safetensors.Entry(tensor.shape(), tensor::floats)));
      Safetensors.write(file, tensors, Map.of("format", "pt", "config", config.json(featureDim)));
    }
  }

  /** Whether there is a program for the architecture of that name. */
  public static boolean knows(BackboneConfig config) {
    return Architectures.knows(config);
  }

  /**
   * Whether a file is a TorchScript archive, by its looks.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isProgram(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith("/constants.pkl"));
    } catch (ZipException e) {
      return false;
    }
  }

  /**
   * The configuration that {@link #export} left in a safetensors file; empty for any other file.
   *
   * @throws InvalidWeightsException if the file is damaged
   * @throws IOException if it cannot be read
   */
  public static Optional<BackboneConfig> configWithin(Path file) throws IOException {
    if (isProgram(file)) {
      return Optional.empty();
    }
    try (StateDict stored = StateDict.open(file)) {
      return Optional.ofNullable(stored.metadata().get("config")).map(BackboneConfig::parse);
    }
  }

  /** How many blocks a network has that can remain when it is truncated. */
  public static int blocks(BackboneConfig config) {
    return Architectures.blueprint(config).blocks();
  }

  /**
   * The side of the images, in pixels, for which the position embedding of a network is made: the
   * program resamples it for images of other sizes. Empty for a network without one.
   */
  public static OptionalInt positionsPx(BackboneConfig config) {
    return Architectures.blueprint(config).positionsPx();
  }

  private static int blocks(BackboneConfig config, Architecture.Blueprint blueprint) {
    int all = blueprint.blocks();
    int blocks = config.afterBlock().orElse(all);
    if (blocks < 1 || blocks > all) {
      throw new IncompatibleModelException(
          "%s has %d blocks; it cannot be cut after block %d"
              .formatted(config.architecture(), all, blocks));
    }
    return blocks;
  }
}
