// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelOrigin;
import org.contextile.client.ApiException;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ModelsIT {

  @RegisterExtension static final RunningService running = ModelsService.SHARED.running();

  private final ModelsService service = ModelsService.SHARED;

  @Test
  void modelsAreListedNewestFirstAndByOrigin() throws Exception {
    Model older = service.assemble("older");
    Model newer = service.assemble("newer");

    List<UUID> listed =
        service.models().listModels(ModelOrigin.ASSEMBLED, 2, null).getItems().stream()
            .map(Model::getId)
            .toList();

    assertThat(listed).containsExactly(newer.getId(), older.getId());
    assertThat(service.models().listModels(ModelOrigin.IMPORTED, 50, null).getItems())
        .noneMatch(it -> it.getId().equals(newer.getId()));
  }

  @Test
  void aRepeatedAssemblyIsTheSameModel() throws Exception {
    ModelAssembly assembly =
        new ModelAssembly().name("once").architecture("resnet-small").inputSizePx(64).seed(3L);

    Model first = service.models().createModelWithJson(assembly, "assembly");
    Model again = service.models().createModelWithJson(assembly, "assembly");

    assertThat(again).isEqualTo(first);
    assertThat(
            running
                .jdbc()
                .sql("SELECT count(*) FROM model WHERE name = 'once'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> service.models().createModelWithJson(assembly.seed(4L), "assembly"));
    assertThat(refused.getResponseBody()).contains("/problems/idempotency-key-reused");
  }

  @Test
  void aFileThatIsNoModelIsRefusedAndLeavesNothing() throws Exception {
    Path garbage =
        Files.writeString(service.running().folder().resolve("garbage.pt"), "not a model");
    long before = service.storedFiles();

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> service.upload(garbage, null, 64));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/unreadable-model");
    assertThat(service.storedFiles()).isEqualTo(before);
  }

  @Test
  void anUnknownArchitectureIsNamed() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                service
                    .models()
                    .createModelWithJson(
                        new ModelAssembly().name("x").architecture("transformer"), null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("transformer").contains("resnet-small");
  }

  @Test
  void aStageThatIsTooNarrowIsRefusedWithItsField() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                service
                    .models()
                    .createModelWithJson(
                        new ModelAssembly().name("x").architecture("resnet-small").width(8), null));

    assertThat(refused.getCode()).isBetween(400, 422);
    assertThat(refused.getResponseBody()).contains("\"/width\"");
  }

  @Test
  void aModelForWhichMemoryDoesNotSufficeIsNotCalledIncompatible() throws Exception {
    Path hungry = Programs.hungry(service.running().folder(), "x.size(3) > 32");
    long before = service.storedFiles();

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> service.upload(hungry, null, 64));

    assertThat(refused.getResponseBody()).contains("/problems/out-of-memory");
    assertThat(service.storedFiles()).isEqualTo(before);
  }

  @Test
  void aRealTorchScriptModelIsImportedAndGivenBackUnchanged() throws Exception {
    Path weights =
        Path.of(System.getProperty("contextile.testdata", "none"))
            .resolve("weights/mobilenetv2-student-96.pt");
    assumeTrue(Files.exists(weights), "needs the test data folder: " + weights);

    Model model = service.upload(weights, null, 112);

    assertThat(model.getFeatureDim()).isEqualTo(96);
    assertThat(model.getParameterCount()).isBetween(500_000L, 560_000L);
    File given = service.models().getModelWeights(model.getId(), null, null, null);
    assertThat(Files.mismatch(weights, given.toPath())).isEqualTo(-1);
  }
}
