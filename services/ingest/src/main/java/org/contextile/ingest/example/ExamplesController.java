// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.contextile.api.ExamplesApi;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.FileName;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/example-cohort}. */
@RestController
final class ExamplesController implements ExamplesApi {
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
  private static final MediaType TIFF = new MediaType("image", "tiff");

  private final ExampleCohort cohort;

  ExamplesController(ExampleCohort cohort) {
    this.cohort = cohort;
  }

  @Override
  public ResponseEntity<Resource> getExampleCohort() {
    return file("example.csv", CSV, cohort.labels().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public ResponseEntity<Resource> getExampleSlide(String name) {
    if (!cohort.has(name)) {
      throw ProblemException.notFound("example slide", name);
    }
    try {
      return file(name, TIFF, cohort.slide(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ResponseEntity<Resource> file(String name, MediaType type, byte[] content) {
    return ResponseEntity.ok()
        .contentType(type)
        .header(HttpHeaders.CONTENT_DISPOSITION, FileName.attachment(name))
        .body(new ByteArrayResource(content));
  }
}
