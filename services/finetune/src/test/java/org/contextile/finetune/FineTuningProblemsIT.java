// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.TeacherTargets;
import org.contextile.db.model.ModelEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fine-tunings that cannot succeed. */
final class FineTuningProblemsIT {

  @RegisterExtension static final RunningService running = FineTuneService.SHARED.running();

  private final FineTuneService service = FineTuneService.SHARED;

  @Test
  void anUnknownTeacherFailsTheJobWithItsProblem() throws Exception {
    FineTuningRequest request =
        service.request(service.student(), service.teacher(), service.slide(1));
    request.teacherId(UUID.randomUUID());

    assertThat(running.problem(service.submit(request))).contains("/problems/unknown-model");
  }

  @Test
  void memoryThatRunsOutFailsTheJobWithItsProblem() throws Exception {
    for (String condition : List.of("x.size(3) > 32", "torch.gt(torch.min(x), -2.1)")) {
      ModelEntity hungry = service.hungry(condition);
      FineTuningRequest request = service.request(service.student(), hungry, service.slide(1));

      assertThat(running.problem(service.submit(request)))
          .as(condition)
          .contains("/problems/out-of-memory");
    }
  }

  @Test
  void cachedTargetsThatAreNotThereFailTheJobWithItsProblem() throws Exception {
    FineTuningRequest request =
        service.request(service.student(), service.teacher(), service.slide(1));
    service.recipe(request).teacherTargets(TeacherTargets.CACHED);

    assertThat(running.problem(service.submit(request))).contains("/problems/missing-features");
  }
}
