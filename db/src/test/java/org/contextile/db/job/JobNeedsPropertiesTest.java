// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class JobNeedsPropertiesTest {
  @Test
  void aKindNeedsWhatItsSettingsSayAndOthersNothing() {
    JobNeedsProperties properties =
        bound(
            Map.of(
                "contextile.jobs.needs.fine-tuning.gpu", "true",
                "contextile.jobs.needs.fine-tuning.memory", "16GB"));

    assertThat(properties.byKind())
        .isEqualTo(Map.of(JobKind.FINE_TUNING, new JobNeeds(true, 16L << 30)));
  }

  @Test
  void nothingIsNeededByDefault() {
    assertThat(bound(Map.of()).byKind()).isEmpty();
  }

  @Test
  void aKindThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> bound(Map.of("contextile.jobs.needs.tuning.gpu", "true")))
        .hasRootCauseMessage("No kind of job: tuning");
  }

  private static JobNeedsProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("contextile.jobs", JobNeedsProperties.class);
  }
}
