// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.model.ModelInput;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.junit.jupiter.api.Test;

class ModelRequestTest {

  private static ModelAssembly small() {
    return new ModelAssembly().name("x").architecture("resnet-small");
  }

  private static void assertRefused(ThrowingCallable request, String pointer) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(422);
              assertThat(e.problem().pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void stagesThatAreTooNarrowAreRefusedWithTheirField() {
    assertRefused(() -> Assemblies.config(small().width(8)), "/width");
    assertRefused(() -> Assemblies.config(small().featureDim(15)), "/featureDim");
    assertThat(Assemblies.config(small().width(16).featureDim(16)).arguments())
        .containsEntry("channels", List.of(16, 32, 64, 16));
  }

  @Test
  void aWidthIsForOurOwnNetworksAlone() {
    ModelAssembly resNet = new ModelAssembly().name("x").architecture("resnet18");

    assertRefused(() -> Assemblies.config(resNet.width(16)), "/width");
  }

  @Test
  @SuppressWarnings("NullAway") // a request may hold what its type does not say
  void anArgumentOfNullIsNone() {
    ModelAssembly assembly = new ModelAssembly().name("x").architecture("resnet18");
    assembly.putArgumentsItem("layers", null);

    assertThat(Assemblies.config(assembly).arguments()).isEmpty();
  }

  @Test
  void everyInputSizeOfTheContractIsTakenAndNoOther() {
    for (int legal : new int[] {16, 224, 4096}) {
      ModelInput input = new Channels(legal, List.of(), List.of()).input(Optional.empty());
      assertThat(input.inputSizePx()).isEqualTo(legal);
      assertThat(InputSpec.imageNet(legal).sizePx()).isEqualTo(legal);
    }
    assertRefused(() -> new Channels(15, List.of(), List.of()), "/inputSizePx");
    assertRefused(() -> new Channels(4097, List.of(), List.of()), "/inputSizePx");
  }

  @Test
  void whatTheRequestDoesNotSayTheConfigurationDecides() {
    List<Float> halves = List.of(0.5f, 0.5f, 0.5f);
    BackboneConfig config =
        BackboneConfig.of("resnet18", 112).normalised(halves, List.of(0.25f, 0.25f, 0.25f));

    ModelInput silent = Channels.parse(null, null, " ").input(Optional.of(config));
    ModelInput said = Channels.parse(64, "0.1,0.2,0.3", null).input(Optional.of(config));

    assertThat(silent.inputSizePx()).isEqualTo(112);
    assertThat(silent.std()).containsExactly(0.25, 0.25, 0.25);
    assertThat(said.inputSizePx()).isEqualTo(64);
    assertThat(said.mean()).containsExactly(0.1, 0.2, 0.3);
    assertThat(said.std()).containsExactly(0.25, 0.25, 0.25);
  }

  @Test
  void channelsThatAreNoneAreRefusedWithTheirField() {
    assertRefused(() -> Channels.parse(224, "0.5,x,0.5", null), "/mean");
    assertRefused(() -> Channels.parse(224, null, "0.5,0,0.5"), "/std");
    assertRefused(() -> Channels.parse(224, "123.675,116.28,103.53", null), "/mean");
    assertRefused(() -> Channels.parse(224, "-0.1,0.5,0.5", null), "/mean");
    assertRefused(() -> Channels.parse(224, "NaN,0.5,0.5", null), "/mean");
    assertRefused(() -> Channels.parse(224, null, "58.395,57.12,57.375"), "/std");
    assertRefused(() -> new Channels(224, List.of(), List.of(0.5, 0.5, 1.001)), "/std");
  }

  @Test
  void figuresAtTheBoundsOfTheContractAreTaken() {
    Channels channels = Channels.parse(224, "0,0.5,1", "0.0001,0.5,1");

    assertThat(channels.mean()).containsExactly(0.0, 0.5, 1.0);
    assertThat(channels.std()).containsExactly(0.0001, 0.5, 1.0);
  }

  @Test
  void aNameCannotBecomeMarkupOfACard() {
    Map<String, Object> card = Map.of("name", "a | b\n# [c](d) <script>");

    assertThat(new CardText(card).toString()).startsWith("# a \\| b \\# \\[c\\](d) \\<script\\>\n");
  }
}
