// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import ai.djl.Device;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.tensors.InvalidWeightsException;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptRewriter;

/**
 * Opens backbones that will not be trained in the form that is fastest on a device: batch norms
 * become part of the convolutions before them, and on a processor, in float32, oneDNN's operators
 * take activations in. Features differ from those of the program as it is stored by rounding alone:
 * in float32 by a millionth of their scale, in bfloat16 by as much as bfloat16 itself costs.
 */
public final class InferenceBackbones {

  private static final System.Logger LOG = System.getLogger(InferenceBackbones.class.getName());

  private InferenceBackbones() {}

  /**
   * Opens a backbone; the caller closes it, and must not {@linkplain Backbone#save save} it.
   *
   * @param program TorchScript that was checked when it was imported, or that we wrote
   * @param config what {@code program} was assembled from; empty for a program that only its maker
   *     knows, which runs as it is, in float32
   * @param folder for a temporary file as large as {@code program}
   * @throws IncompatibleModelException as {@link Backbone#loadChecked}
   * @throws org.contextile.library.torch.ScriptException if memory does not suffice
   * @throws IOException if the file cannot be read, or no temporary one made
   */
  public static Backbone open(
      Path program,
      Optional<BackboneConfig> config,
      InputSpec input,
      Device device,
      Precision precision,
      Path folder)
      throws IOException {
    if (config.isEmpty()) {
      return Backbone.loadChecked(program, input, device, precision.ifKnown(false));
    }
    boolean fused = !device.isGpu() && precision == Precision.FP32 && OneDnn.isAvailable();
    Path rewritten = Files.createTempFile(folder, "backbone", ".pt");
    try {
      boolean changed = rewritten(program, config.get(), new InferenceForm(fused), rewritten);
      return Backbone.loadChecked(changed ? rewritten : program, input, device, precision);
    } finally {
      Files.deleteIfExists(rewritten);
    }
  }

  /** What hinders the faster form, be it a full disk, does not hinder the program as it is. */
  private static boolean rewritten(
      Path program, BackboneConfig config, InferenceForm form, Path archive) {
    try {
      return rewrite(program, config, form, archive);
    } catch (IOException | IncompatibleModelException | InvalidWeightsException e) {
      LOG.log(Level.WARNING, "A backbone runs as it is stored: its faster form failed", e);
      return false;
    }
  }

  /**
   * @return whether the form differs; if not, nothing is written
   */
  static boolean rewrite(Path program, BackboneConfig config, InferenceForm form, Path archive)
      throws IOException {
    Architecture.Blueprint blueprint = Architectures.blueprint(config);
    try (StateDict stored = StateDict.open(program)) {
      ScriptNode network = BackboneFiles.network(blueprint, config, stored);
      Optional<ScriptNode> faster = ScriptRewriter.rewrite(network, form);
      if (faster.isPresent()) {
        ScriptArchive.write(
            archive, faster.get(), form.program(blueprint.program()), blueprint.layout());
      }
      return faster.isPresent();
    }
  }
}
