// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class JobNeedsPropertiesTest {
  @Test
  void aKindNeedsWhatItsSettingsSayAndOthersNothing() {
    JobNeedsProperties properties =
        bound(
            Map.of(
                "contextile.gateway.needs.fine-tuning.gpu", "true",
                "contextile.gateway.needs.fine-tuning.memory", "16GB"));

    assertThat(properties.of(JobKind.FINE_TUNING)).isEqualTo(new JobNeeds(true, 16L << 30));
    assertThat(properties.of(JobKind.MIL_TRAINING)).isEqualTo(JobNeeds.NOTHING);
  }

  @Test
  void nothingIsNeededByDefault() {
    assertThat(bound(Map.of()).of(JobKind.FINE_TUNING)).isEqualTo(JobNeeds.NOTHING);
  }

  @Test
  void aKindThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> bound(Map.of("contextile.gateway.needs.tuning.gpu", "true")))
        .hasRootCauseMessage("No kind of job: tuning");
  }

  private static JobNeedsProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("contextile.gateway", JobNeedsProperties.class);
  }
}
