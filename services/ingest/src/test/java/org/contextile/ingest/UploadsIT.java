// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.SlideImport;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobState;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(Lifecycle.PER_CLASS)
final class UploadsIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;
  private final HttpClient http = HttpClient.newHttpClient();
  private byte[] slide = {};

  @BeforeAll
  void render() throws IOException {
    Path file = running.folder().resolve("a.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(9, 1024, 0.5, SectionClass.NORMAL), file);
    slide = Files.readAllBytes(file);
  }

  @Test
  void anUploadIsResumedAndBecomesASlide() throws Exception {
    String upload = create(slide.length);
    int half = slide.length / 2;

    var first = append(upload, 0, Arrays.copyOf(slide, half));
    assertThat(first.statusCode()).isEqualTo(204);
    var offset = send(upload, "HEAD", BodyPublishers.noBody());
    assertThat(offset.headers().firstValueAsLong("Upload-Offset")).hasValue(half);

    UUID id = UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    ApiException early = catchThrowableOfType(ApiException.class, () -> take(id));
    assertThat(early.getCode()).isEqualTo(422);
    assertThat(early.getResponseBody()).contains("/problems/unfinished-upload");

    append(upload, half, Arrays.copyOfRange(slide, half, slide.length));
    var job = running.ended(take(id));
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(service.slides().listSlides(null, "A17-3.tiff", 50, null).getItems()).hasSize(1);
    assertThat(send(upload, "HEAD", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
  }

  @Test
  void anotherProcessGoesOnWithAnUploadAndTakesItIn() throws Exception {
    try (RunningService other = running.beside(Map.of()).start()) {
      String upload = create(slide.length);
      int half = slide.length / 2;
      assertThat(append(upload, 0, Arrays.copyOf(slide, half)).statusCode()).isEqualTo(204);

      String there = other.address() + URI.create(upload).getPath();
      var offset = send(there, "HEAD", BodyPublishers.noBody());
      assertThat(offset.headers().firstValueAsLong("Upload-Offset")).hasValue(half);
      append(there, half, Arrays.copyOfRange(slide, half, slide.length));

      UUID id = UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
      SlideImport named = new SlideImport().upload(id).name("B4-1.tiff");
      var job = running.ended(service.slides().createSlideWithJson(named, null).getId());
      assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
      assertThat(parts()).isZero();
    }
  }

  @Test
  void bytesThatDoNotHaveTheirChecksumAreTakenBack() throws Exception {
    String upload = create(100);
    long before = parts();

    var refused =
        http.send(
            appending(upload, 0)
                .header("Upload-Checksum", "sha1 " + "A".repeat(27) + "=")
                .method("PATCH", BodyPublishers.ofByteArray(new byte[10]))
                .build(),
            BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(460);
    var offset = send(upload, "HEAD", BodyPublishers.noBody());
    assertThat(offset.headers().firstValueAsLong("Upload-Offset")).hasValue(0);
    assertThat(parts()).isEqualTo(before);
  }

  @Test
  void aPartInTheWrongPlaceIsRefusedAsAProblem() throws Exception {
    String upload = create(100);

    var refused = append(upload, 50, new byte[10]);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(refused.body()).contains("/problems/upload-conflict");
  }

  @Test
  void anUploadCanBeTakenBack() throws Exception {
    String upload = create(100);

    assertThat(send(upload, "DELETE", BodyPublishers.noBody()).statusCode()).isEqualTo(204);
    assertThat(append(upload, 0, new byte[10]).statusCode()).isEqualTo(404);
  }

  @Test
  void aRepeatedCreationIsTheSameUpload() throws Exception {
    HttpResponse<String> first = create(100, "creation");
    HttpResponse<String> again = create(100, "creation");

    assertThat(again.statusCode()).isEqualTo(201);
    for (String header : List.of("Location", "Tus-Resumable", "Upload-Expires")) {
      assertThat(again.headers().firstValue(header))
          .as(header)
          .isEqualTo(first.headers().firstValue(header))
          .isPresent();
    }
    HttpResponse<String> longer = create(101, "creation");
    assertThat(longer.statusCode()).isEqualTo(422);
    assertThat(longer.body()).contains("/problems/idempotency-key-reused");
  }

  @Test
  void aSlideOfAnUploadIsTakenOnceThoughTheUploadIsGone() throws Exception {
    String upload = create(slide.length);
    append(upload, 0, slide);
    UUID id = UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    SlideImport request = new SlideImport().upload(id).name("once.tiff");

    UUID first = service.slides().createSlideWithJson(request, "slide-once").getId();
    running.ended(first);
    UUID again = service.slides().createSlideWithJson(request, "slide-once").getId();

    assertThat(again).isEqualTo(first);
    assertThat(service.slides().listSlides(null, "once.tiff", 50, null).getItems()).hasSize(1);
  }

  @Test
  void anUploadThatIsTooLargeIsRefusedAtOnce() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(running.address() + "/v1/uploads"))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", Long.toString(1L << 50))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void anUnknownUploadIsNoSlide() {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> take(UUID.randomUUID()));
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/unknown-upload");
  }

  private UUID take(UUID upload) throws ApiException {
    return service.slides().createSlideWithJson(new SlideImport().upload(upload), null).getId();
  }

  private String create(long length) throws IOException, InterruptedException {
    HttpResponse<String> created = create(length, UUID.randomUUID().toString());
    assertThat(created.statusCode()).isEqualTo(201);
    return created.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> create(long length, String key)
      throws IOException, InterruptedException {
    String name = Base64.getEncoder().encodeToString("A17-3.tiff".getBytes(StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create(running.address() + "/v1/uploads"))
            .header("Idempotency-Key", key)
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", Long.toString(length))
            .header("Upload-Metadata", "filename " + name)
            .POST(BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> append(String upload, long offset, byte[] bytes)
      throws IOException, InterruptedException {
    return http.send(
        appending(upload, offset).method("PATCH", BodyPublishers.ofByteArray(bytes)).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder appending(String upload, long offset) {
    return HttpRequest.newBuilder(URI.create(running.address()).resolve(upload))
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", Long.toString(offset))
        .header("Content-Type", "application/offset+octet-stream");
  }

  private static long parts() {
    return running.jdbc().sql("select count(*) from upload_part").query(Long.class).single();
  }

  private HttpResponse<String> send(String upload, String method, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(running.address()).resolve(upload))
            .header("Tus-Resumable", "1.0.0")
            .method(method, body)
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
