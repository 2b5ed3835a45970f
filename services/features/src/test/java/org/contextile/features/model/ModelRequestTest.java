// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.contextile.api.model.ModelAssembly;
import org.contextile.learning.backbone.InputSpec;
import org.contextile.platform.problem.ProblemException;
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
    assertRefused(() -> ModelImport.settings(small().width(8)), "/width");
    assertRefused(() -> ModelImport.settings(small().featureDim(15)), "/featureDim");
    assertThat(ModelImport.settings(small().width(16).featureDim(16)).widths())
        .isEqualTo(List.of(16, 32, 64, 16));
  }

  @Test
  void everyInputSizeOfTheContractIsTakenAndNoOther() {
    for (int legal : new int[] {16, 224, 4096}) {
      assertThat(Channels.input(legal, List.of(), List.of()).inputSizePx()).isEqualTo(legal);
      assertThat(InputSpec.imageNet(legal).sizePx()).isEqualTo(legal);
    }
    assertRefused(() -> Channels.input(15, List.of(), List.of()), "/inputSizePx");
    assertRefused(() -> Channels.input(4097, List.of(), List.of()), "/inputSizePx");
  }

  @Test
  void channelsThatAreNoneAreRefusedWithTheirField() {
    assertRefused(() -> Channels.input(224, "0.5,x,0.5", null), "/mean");
    assertRefused(() -> Channels.input(224, null, "0.5,0,0.5"), "/std");
  }
}
