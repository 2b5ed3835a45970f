// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelSource;
import org.contextile.client.ModelImports;
import org.contextile.db.job.JobNeeds;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ModelImportNeedsIT {
  @RegisterExtension
  static final RunningService running =
      RunningService.of(
          ModelsApplication.class,
          Map.of(
              "contextile.jobs.needs.model-import.memory", "5MB",
              "contextile.hub.endpoint", "http://127.0.0.1:1",
              "contextile.hub.attempts", "1"));

  @Test
  void aModelImportNeedsWhatTheSettingsSayOfItsKind() throws Exception {
    ModelImportRequest request =
        new ModelImportRequest("needy", new ModelSource().uri("hf:lab/none"));

    UUID job = new ModelImports(running.client()).submit(request, null).getId();

    assertThat(running.jobs().find(RunningService.WORKSPACE, job).orElseThrow().needs())
        .isEqualTo(new JobNeeds(false, 5 << 20));
  }
}
