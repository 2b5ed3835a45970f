// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.models.source.ModelFileCheck;
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
    return ModelFileCheck.typed(
        () -> {
          boolean whole = BackboneFiles.isProgram(weights);
          Optional<BackboneConfig> config = ModelFileCheck.config(weights, configJson, whole);
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
          throw ModelFileCheck.unnamed(config);
        });
  }

  /**
   * Makes a network with fresh weights.
   *
   * @throws ProblemException {@code incompatible-model}
   */
  static ModelFiles fresh(BackboneConfig config, long seed, Path program) throws IOException {
    return ModelFileCheck.typed(
        () -> {
          BackboneFiles.assemble(program, config, seed);
          return new ModelFiles(
              program, Optional.of(config), Optional.of(config), Optional.empty());
        });
  }
}
