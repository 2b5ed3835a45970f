// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;

class WeightsChoiceTest {

  @Test
  void safetensorsGoBeforePickles() {
    assertChosen("model.safetensors", "pytorch_model.bin", "config.json", "model.safetensors");
    assertChosen("pytorch_model.bin", "README.md", "a.pth", "pytorch_model.bin");
  }

  @Test
  void aSingleOtherFileIsTaken() {
    assertChosen("ctranspath.pth", "config.json", "ctranspath.pth", "onnx/model.bin");
    assertChosen("x.safetensors", "x.safetensors", "open_clip_model.safetensors", "optimizer.pt");
  }

  @Test
  void severalAreNamedAndOneOfThemMayBeAskedFor() {
    List<String> names = List.of("a.pth", "b.pth", "folder/c.pth");
    assertRefused(names, null, "a.pth, b.pth");
    assertThat(WeightsChoice.of(names, "folder/c.pth", "It")).isEqualTo("folder/c.pth");
    assertRefused(names, "d.pth", "no file d.pth");
  }

  @Test
  void whatCannotBeImportedSaysWhatIsThere() {
    assertRefused(List.of("README.md"), null, "README.md");
    assertRefused(List.of(), null, "no file");
    assertRefused(
        List.of(
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors"),
        null,
        "several parts");
  }

  private static void assertChosen(String chosen, String... names) {
    assertThat(WeightsChoice.of(List.of(names), null, "It")).isEqualTo(chosen);
  }

  private static void assertRefused(
      List<String> names, @org.jspecify.annotations.Nullable String asked, String words) {
    assertThatThrownBy(() -> WeightsChoice.of(names, asked, "It"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> {
              assertThat(it.problem().type()).isEqualTo("/problems/incompatible-model");
              assertThat(it.problem().detail()).contains(words);
            });
  }
}
