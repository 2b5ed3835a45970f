// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.contextile.client.SlidesApi;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.intake.bucket.S3Store;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the tests ask of a running service. */
record IngestService(RunningService running) {
  static final TilingSpec TILING = new TilingSpec().tileSizePx(112).mpp(0.5);

  /** Lives as long as the shared service. */
  static final S3Store STORE = new S3Store();

  static final IngestService SHARED =
      of(
          Map.of(
              "contextile.intake.buckets", "slides,lab/2026/",
              "contextile.s3.endpoint", STORE.address(),
              "contextile.s3.path-style", "true",
              "contextile.s3.max-size", "20MB",
              "contextile.s3.attempts", "3",
              "contextile.s3.backoff", "10ms"));

  /** A service, not yet started, that takes slides from a folder of its own. */
  static IngestService of(Map<String, String> more) {
    return new IngestService(
        RunningService.of(
            IngestApplication.class,
            folder -> {
              Map<String, String> properties = new HashMap<>(more);
              properties.put("contextile.ingest.upload-sweep", "200ms");
              properties.put("contextile.ingest.roots", made(folder.resolve("root")).toString());
              return properties;
            }));
  }

  /** The folder that slides may be taken from. */
  Path root() {
    return running.folder().resolve("root");
  }

  SlidesApi slides() {
    return new SlidesApi(running.client());
  }

  /** Every file in the artifact store. */
  List<Path> storedFiles() throws IOException {
    try (Stream<Path> artifacts = Files.walk(made(running.artifacts()))) {
      return artifacts.filter(Files::isRegularFile).toList();
    }
  }

  /** Waits until just these files are stored; what a job left goes right after the job ended. */
  void awaitStored(List<Path> files) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(storedFiles()).containsExactlyInAnyOrderElementsOf(files));
  }

  long rows(String table) {
    return running.jdbc().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  Slide synthetic(long seed) throws Exception {
    JobView job =
        upload(render(running.folder().resolve("synthetic-" + seed + ".tiff"), seed), null, null);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return slideOf(job);
  }

  static Path render(Path file, long seed) throws IOException {
    SyntheticSlides.write(new SyntheticSlideSpec(seed, 1024, 0.5, SectionClass.TUMOUR), file);
    return file;
  }

  JobView upload(Path file, @Nullable String name, @Nullable Double mpp) throws ApiException {
    return running.ended(submitUpload(file, name, mpp));
  }

  UUID submitUpload(Path file, @Nullable String name, @Nullable Double mpp) throws ApiException {
    return slides()
        .createSlideWithFormData(
            file.toFile(), null, name, mpp, JsonMapper.shared().writeValueAsString(TILING))
        .getId();
  }

  JobView importFrom(String uri) throws ApiException {
    return running.ended(submit(uri));
  }

  UUID submit(String uri) throws ApiException {
    var request = new SlideImport().uri(uri).tiling(TILING);
    return slides().createSlideWithJson(request, null).getId();
  }

  Slide slideOf(JobView job) throws ApiException {
    JobResult result = JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
    return slides().getSlide(Objects.requireNonNull(result.getSlideId()));
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(running.address() + path)).build(),
            BodyHandlers.ofByteArray());
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
