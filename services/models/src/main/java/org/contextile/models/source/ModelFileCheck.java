// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

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

/** What a user's files of a model are, and whether they can be one, by names and shapes alone. */
public final class ModelFileCheck {

  private ModelFileCheck() {}

  /** What may go wrong with a user's files. */
  public interface Work<T> {
    T done() throws IOException;
  }

  /**
   * Refuses what an import would refuse, without computing; a program of no known architecture is
   * not tried.
   *
   * @param configJson the text of a {@code config.json}
   * @throws ProblemException {@code incompatible-model}, {@code unreadable-model}
   * @throws IOException if the weights cannot be read
   */
  public static void require(Path weights, @Nullable String configJson) throws IOException {
    var _ =
        typed(
            () -> {
              boolean whole = BackboneFiles.isProgram(weights);
              Optional<BackboneConfig> config = config(weights, configJson, whole);
              if (config.isPresent() && BackboneFiles.knows(config.get())) {
                BackboneFiles.require(config.get(), weights);
              } else if (!whole) {
                throw unnamed(config);
              }
              return whole;
            });
  }

  /**
   * What the files say of the network. A program beside a text of transformers is one that its
   * maker wrapped.
   *
   * @param whole whether the file is a program
   */
  public static Optional<BackboneConfig> config(
      Path weights, @Nullable String configJson, boolean whole) throws IOException {
    if (configJson == null) {
      return BackboneFiles.configWithin(weights);
    }
    return Optional.of(
        whole ? BackboneConfig.parseTimms(configJson) : BackboneConfig.parse(configJson));
  }

  /** Weights of an architecture that is not named, or not known. */
  public static IncompatibleModelException unnamed(Optional<BackboneConfig> config) {
    String asked = config.map(BackboneConfig::architecture).orElse("");
    return new IncompatibleModelException(
        asked.isEmpty()
            ? "the file holds weights alone: a config in the layout of timm's config.json has to"
                + " name their architecture"
            : "there is no program for the architecture " + asked);
  }

  /** Does what may meet a model that does not fit, or a file that is no model. */
  public static <T> T typed(Work<T> work) throws IOException {
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
