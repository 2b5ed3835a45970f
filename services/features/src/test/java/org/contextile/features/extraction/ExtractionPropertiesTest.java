// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.contextile.library.backbones.Precision;
import org.contextile.library.featurefile.StoredAs;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class ExtractionPropertiesTest {

  @Test
  void asManyThreadsReadAsSuitTheMachineUnlessSet() {
    ExtractionProperties silent = bind(Map.of());
    assertThat(silent.readerThreads(false, 2)).isEqualTo(1);
    assertThat(silent.readerThreads(false, 16)).isEqualTo(2);
    assertThat(silent.readerThreads(true, 1)).isEqualTo(1);
    assertThat(silent.readerThreads(true, 8)).isEqualTo(7);
    assertThat(silent.readerThreads(true, 64)).isEqualTo(16);
    ExtractionProperties set = bind(Map.of("readers", "3"));
    assertThat(set.readerThreads(false, 2)).isEqualTo(3);
    assertThat(set.readerThreads(true, 64)).isEqualTo(3);
  }

  @Test
  void featuresAreComputedAndKeptInFloat32UnlessToldOtherwise() {
    assertThat(bind(Map.of()).precision()).isEqualTo(Precision.FP32);
    assertThat(bind(Map.of()).stored()).isEqualTo(StoredAs.FLOAT32);
    assertThat(bind(Map.of("stored", "float16")).stored()).isEqualTo(StoredAs.FLOAT16);
    assertThatThrownBy(() -> bind(Map.of("stored", "float8")))
        .hasRootCauseMessage("No enum constant " + StoredAs.class.getName() + ".float8");
    assertThatThrownBy(() -> bind(Map.of("readers", "-1")))
        .hasRootCauseMessage("contextile.features.readers is at least 0");
  }

  private static ExtractionProperties bind(Map<String, String> values) {
    Map<String, String> named = new HashMap<>();
    values.forEach((name, value) -> named.put("contextile.features." + name, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("contextile.features", ExtractionProperties.class);
  }
}
