// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.tensors.InvalidWeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A user's files as a program.
 *
 * @param program TorchScript
 * @param config what the network is; empty for a program that only its maker knows
 * @param expected how pixels enter, where a configuration says so
 * @param origin where in the file the network was found, if it is known
 */
record ModelFiles(
    Path program,
    Optional<BackboneConfig> config,
    Optional<BackboneConfig> expected,
    Optional<BackboneFiles.Origin> origin) {

  /** What may go wrong with a user's files. */
  interface Work<T> {
    T done() throws IOException;
  }

  /**
   * Makes a program of what was brought: of weights by their architecture, else the file itself.
   *
   * @param weights what was brought; not changed
   * @param configJson the text beside it
   * @param prefix which of several networks in the file is meant; null to find the only one
   * @param program where an assembled program goes
   * @throws ProblemException {@code incompatible-model}, {@code unreadable-model}
   */
  static ModelFiles of(
      Path weights, @Nullable String configJson, @Nullable String prefix, Path program)
      throws IOException {
    return typed(
        () -> {
          boolean whole = BackboneFiles.isProgram(weights);
          Optional<BackboneConfig> config = config(weights, configJson, whole);
          if (config.isPresent() && BackboneFiles.knows(config.get())) {
            BackboneFiles.Origin origin =
                BackboneFiles.assemble(program, config.get(), weights, Optional.ofNullable(prefix));
            return new ModelFiles(program, config, config, Optional.of(origin));
          }
          if (whole && prefix == null) {
            return new ModelFiles(weights, Optional.empty(), config, Optional.empty());
          }
          if (whole) {
            throw new IncompatibleModelException(
                "a program of no known architecture is taken as it is, without prefix");
          }
          throw unnamed(config);
        });
  }

  /** A program beside a text of transformers is one that its maker wrapped. */
  private static Optional<BackboneConfig> config(
      Path weights, @Nullable String configJson, boolean whole) throws IOException {
    if (configJson == null) {
      return BackboneFiles.configWithin(weights);
    }
    return Optional.of(
        whole ? BackboneConfig.parseTimms(configJson) : BackboneConfig.parse(configJson));
  }

  private static IncompatibleModelException unnamed(Optional<BackboneConfig> config) {
    String asked = config.map(BackboneConfig::architecture).orElse("");
    return new IncompatibleModelException(
        asked.isEmpty()
            ? "the file holds weights alone: a config in the layout of timm's config.json has to"
                + " name their architecture"
            : "there is no program for the architecture " + asked);
  }

  /**
   * Makes a network with fresh weights.
   *
   * @throws ProblemException {@code incompatible-model}
   */
  static ModelFiles fresh(BackboneConfig config, long seed, Path program) throws IOException {
    return typed(
        () -> {
          BackboneFiles.assemble(program, config, seed);
          return new ModelFiles(
              program, Optional.of(config), Optional.of(config), Optional.empty());
        });
  }

  /** Does what may meet a model that does not fit, or a file that is no model. */
  static <T> T typed(Work<T> work) throws IOException {
    try {
      return work.done();
    } catch (IncompatibleModelException e) {
      throw problem(ProblemType.INCOMPATIBLE_MODEL, "The model cannot be used as a backbone: ", e);
    } catch (InvalidWeightsException e) {
      throw problem(ProblemType.UNREADABLE_MODEL, "The weights cannot be read: ", e);
    }
  }

  private static ProblemException problem(ProblemType type, String beginning, RuntimeException e) {
    return new ProblemException(type, beginning + e.getMessage() + ".", e);
  }
}
