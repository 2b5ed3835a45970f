// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.models.source.ConfigText;
import org.contextile.models.source.ModelFileCheck;
import org.jspecify.annotations.Nullable;

/** A user's model: a file, and the {@code config.json} beside it. */
final class BroughtModel {

  private static final String CONFIG = "config.json";

  private BroughtModel() {}

  /**
   * Looks at what the user brings, as far as that needs no libtorch.
   *
   * @throws DemoFailure if a file is no model
   */
  static void check(DemoOptions options) {
    options.student().ifPresent(file -> check("STUDENT", file));
    options.teacher().ifPresent(file -> check("TEACHER", file));
  }

  private static void check(String option, Path file) {
    String given = option + "=" + file;
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new DemoFailure(
          given
              + " is no readable file; it is to be weights, with config.json beside them, or a"
              + " TorchScript program");
    }
    try {
      ModelFileCheck.require(file, config(file.toAbsolutePath().getParent()).orElse(null));
    } catch (ProblemException e) {
      throw new DemoFailure(given + ": " + e.problem().detail());
    } catch (IOException e) {
      throw new DemoFailure(given + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * The text of the {@code config.json} of a folder, if it has one.
   *
   * @throws DemoFailure if it cannot be read
   */
  static Optional<String> config(@Nullable Path folder) {
    if (folder == null || !Files.exists(folder.resolve(CONFIG))) {
      return Optional.empty();
    }
    try {
      return Optional.of(ascii(ConfigText.text(Files.readAllBytes(folder.resolve(CONFIG)))));
    } catch (ProblemException e) {
      throw new DemoFailure(folder.resolve(CONFIG) + ": " + e.problem().detail());
    } catch (IOException e) {
      throw new DemoFailure(folder.resolve(CONFIG) + " cannot be read: " + e.getMessage());
    }
  }

  /** JSON that no encoding of a form can change. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder();
    json.chars()
        .forEach(c -> text.append(c < 128 ? Character.toString(c) : "\\u%04x".formatted(c)));
    return text.toString();
  }
}
