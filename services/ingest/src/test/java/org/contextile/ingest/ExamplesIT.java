// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.nio.file.Files;
import java.util.List;
import org.contextile.api.model.Slide;
import org.contextile.client.ApiException;
import org.contextile.client.ExamplesApi;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ExamplesIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @Test
  void aSlideThatTheTableNamesIsTakenInAndHasTissue() throws Exception {
    ExamplesApi examples = new ExamplesApi(running.client());
    List<String> rows = Files.readAllLines(examples.getExampleCohort().toPath());
    assertThat(rows).hasSize(13).first().isEqualTo("slide,patient,label");
    assertThat(rows).filteredOn(it -> it.endsWith(",tumour")).hasSize(6);
    assertThat(rows).filteredOn(it -> it.endsWith(",normal")).hasSize(6);
    String name = rows.getLast().substring(0, rows.getLast().indexOf(','));

    File file = examples.getExampleSlide(name);

    assertThat(examples.getExampleSlide(name)).hasSameBinaryContentAs(file);
    Slide slide = service.slideOf(service.upload(file.toPath(), name, null));
    assertThat(slide.getMpp()).isEqualTo(0.5);
    assertThat(slide.getTileCount()).isGreaterThan(9);
    assertThat(slide.getWarnings()).isEmpty();
  }

  @Test
  void whatIsNoneOfThemIsNotThere() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> new ExamplesApi(running.client()).getExampleSlide("example-12.tiff"));

    assertThat(refused.getCode()).isEqualTo(404);
  }
}
