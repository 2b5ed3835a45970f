// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.contextile.library.torch.ModuleParameter;

/**
 * Tells trainings apart that must not go on from each other's checkpoints. How many slides are open
 * is the machine's affair: a training may go on with another number.
 */
final class Fingerprint {

  private Fingerprint() {}

  static String of(McmRecipe recipe, List<SlideGrid> slides, List<ModuleParameter> parameters) {
    McmRecipe anywhere =
        new McmRecipe(
            recipe.method(),
            recipe.context().withOpenSlides(1),
            recipe.predictor(),
            recipe.loss(),
            recipe.optimiser(),
            recipe.augmentation(),
            recipe.epochs(),
            recipe.seed());
    StringBuilder text = new StringBuilder(anywhere.toString());
    slides.forEach(slide -> text.append('\n').append(slide));
    parameters.forEach(
        parameter ->
            text.append('\n').append(parameter.name()).append(parameter.tensor().getShape()));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
