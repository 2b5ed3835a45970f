// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.contextile.db.job.JobNeeds;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class IngestNeedsIT {
  private static final IngestService SERVICE =
      IngestService.of(Map.of("contextile.jobs.needs.ingest.memory", "3MB"));

  @RegisterExtension static final RunningService running = SERVICE.running();

  @Test
  void anIngestNeedsWhatTheSettingsSayOfItsKind() throws Exception {
    var file = IngestService.render(running.folder().resolve("needy.tiff"), 5);

    assertThat(SERVICE.upload(file, null, null).needs()).isEqualTo(new JobNeeds(false, 3 << 20));
  }
}
