// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.Upload;
import org.contextile.api.model.UploadPage;
import org.contextile.client.ApiException;
import org.contextile.client.UploadsApi;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.TableLock;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(Lifecycle.PER_CLASS)
final class UploadsIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;
  private final HttpClient http = HttpClient.newHttpClient();
  private Tus tus = new Tus("");
  private byte[] slide = {};

  @BeforeAll
  void render() throws IOException {
    tus = new Tus(running.address());
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
      assertThat(tus.head(id)).isEqualTo(404);
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
  void anUploadIsJoinedOfPartsThatCameSideBySide() throws Exception {
    int half = slide.length / 2;
    List<byte[]> halves =
        List.of(Arrays.copyOf(slide, half), Arrays.copyOfRange(slide, half, slide.length));
    List<String> partial = new ArrayList<>();
    for (byte[] bytes : halves) {
      Map<String, String> headers = Tus.headers(null, bytes.length);
      headers.put("Upload-Concat", "partial");
      partial.add(tus.create(headers));
    }
    String concat = "final;" + running.address() + partial.get(0) + " " + partial.get(1);
    Map<String, String> join =
        Map.of("Upload-Concat", concat, "Upload-Metadata", "name " + Tus.base64("joined.tiff"));
    assertThat(tus.send("POST", "/v1/uploads", join, BodyPublishers.noBody()).body())
        .contains("/problems/unfinished-upload");

    tus.append(partial.get(1), 0, halves.get(1));
    tus.append(partial.get(0), 0, halves.get(0));
    String joined = tus.create(join);

    var head = send(joined, "HEAD", BodyPublishers.noBody());
    assertThat(head.headers().firstValueAsLong("Upload-Length")).hasValue(slide.length);
    assertThat(head.headers().firstValueAsLong("Upload-Offset")).hasValue(slide.length);
    assertThat(head.headers().firstValue("Upload-Concat")).contains(concat);
    assertThat(send(partial.getFirst(), "HEAD", BodyPublishers.noBody()).headers().map())
        .containsEntry("Upload-Concat", List.of("partial"));
    assertThat(append(joined, slide.length, new byte[0]).statusCode()).isEqualTo(403);
    ApiException half1 =
        catchThrowableOfType(ApiException.class, () -> take(Tus.id(partial.getFirst())));
    assertThat(half1.getResponseBody()).contains("/problems/unfinished-upload");
    var job = running.ended(take(Tus.id(joined)));
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(service.slideOf(job).getName()).isEqualTo("joined.tiff");
    assertThat(tus.head(Tus.id(partial.getFirst()))).isEqualTo(404);
  }

  @Test
  void aFailedIngestKeepsItsUploadAndTheJobCanBeTriedAgain() throws Exception {
    UUID upload = tus.upload(TestSlides.path(TestSlides.TCGA));

    var failed = running.ended(take(upload));
    assertThat(failed.errorJson())
        .contains("/problems/missing-mpp", "The upload " + upload + " is kept");
    assertThat(tus.head(upload)).isEqualTo(204);
    long stored = service.rows("artifact");
    running.bean(JobQueue.class).retry(RunningService.WORKSPACE, failed.id());
    assertThat(running.ended(failed.id()).errorJson()).contains("/problems/missing-mpp");
    assertThat(service.rows("artifact")).isEqualTo(stored);

    SlideImport said =
        new SlideImport().upload(upload).mppOverride(0.25).tiling(IngestService.TILING);
    var job = running.ended(service.slides().createSlideWithJson(said, null).getId());
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(tus.head(upload)).isEqualTo(404);
    ApiException again = catchThrowableOfType(ApiException.class, () -> take(upload));
    assertThat(again.getResponseBody()).contains("/problems/unknown-upload");
  }

  @Test
  void anUploadIsTakenInByOneJobAtATime() throws Exception {
    UUID upload = tus.upload("busy.tiff", slide);
    UUID first;
    try (TableLock _ = TableLock.hold(running.database(), "job_lease")) {
      first = take(upload);
      ApiException second = catchThrowableOfType(ApiException.class, () -> take(upload));
      assertThat(second.getCode()).isEqualTo(409);
      assertThat(second.getResponseBody()).contains("/problems/upload-in-use", first.toString());
    }
    assertThat(running.ended(first).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void theMethodThatAClientCannotSendIsNamedInAHeader() throws Exception {
    String upload = create(4);
    Map<String, String> patch =
        Map.of(
            "X-HTTP-Method-Override", "PATCH",
            "Upload-Offset", "0",
            "Content-Type", "application/offset+octet-stream");
    var sent = tus.send("POST", upload, patch, BodyPublishers.ofByteArray(new byte[4]));
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.headers().firstValue("Upload-Offset")).contains("4");

    Map<String, String> delete = Map.of("X-HTTP-Method-Override", "DELETE");
    assertThat(tus.send("POST", upload, delete, BodyPublishers.noBody()).statusCode())
        .isEqualTo(204);
    assertThat(tus.head(Tus.id(upload))).isEqualTo(404);
  }

  @Test
  void aSlashAtTheEndOfTheAddressChangesNothing() throws Exception {
    var created =
        tus.send("POST", "/v1/uploads/", Tus.headers("slash.tiff", 4), BodyPublishers.noBody());
    assertThat(created.statusCode()).isEqualTo(201);
    String upload = created.headers().firstValue("Location").orElseThrow();
    assertThat(upload).matches("/v1/uploads/[0-9a-f-]{36}");
    assertThat(append(upload + "/", 0, new byte[4]).statusCode()).isEqualTo(204);
    assertThat(service.get("/v1/uploads/?pageSize=1").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Upload-Length=4|Upload-Metadata=filename a b.svs|422|filename is not Base64",
        "Upload-Length=4|Upload-Metadata=name 5Q==|422|name is not UTF-8",
        "Upload-Length=0|X=y|400|Upload-Length",
        "Upload-Length=99999999999999999999|X=y|400|Upload-Length",
        "Upload-Length=4|Tus-Resumable=0.2.2|412|/problems/unsupported-tus-version",
        "Upload-Length=4|Upload-Concat=both|422|Upload-Concat",
        "Upload-Concat=final;/v1/uploads/x|X=y|422|no address",
        "Upload-Concat=final;0199c1a2-7d3e-7c41-9a0e-6b1f6c1d2e3f|X=y|422|/problems/unknown-upload",
        "X=y|Y=z|400|/problems/bad-request"
      })
  void everyRefusalIsAProblemUnderTheProtocolsVersion(
      String one, String other, int status, String detail) throws Exception {
    Map<String, String> headers = new HashMap<>();
    for (String header : List.of(one, other)) {
      headers.put(
          header.substring(0, header.indexOf('=')), header.substring(header.indexOf('=') + 1));
    }

    var refused = tus.send("POST", "/v1/uploads", headers, BodyPublishers.noBody());

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThat(refused.headers().firstValue("Tus-Resumable")).contains("1.0.0");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains(detail, "traceId");
    if (status == 412) {
      assertThat(refused.headers().firstValue("Tus-Version")).contains("1.0.0");
    }
  }

  @Test
  void theLengthMayComeLateButNotChange() throws Exception {
    String upload = tus.create(new HashMap<>(Map.of("Upload-Defer-Length", "1")));
    assertThat(append(upload, 0, new byte[10]).statusCode()).isEqualTo(204);
    for (String wrong : List.of("5", "1125899906842624")) {
      var refused = late(upload, 10, wrong);
      assertThat(refused.statusCode()).isIn(413, 422);
    }
    assertThat(late(upload, 10, "12").statusCode()).isEqualTo(204);
    assertThat(late(upload, 12, "13").body()).contains("12 already");
  }

  private HttpResponse<String> late(String upload, long offset, String length) throws Exception {
    return tus.send(
        "PATCH",
        upload,
        Map.of(
            "Upload-Length",
            length,
            "Upload-Offset",
            Long.toString(offset),
            "Content-Type",
            "application/offset+octet-stream"),
        BodyPublishers.ofByteArray(new byte[2]));
  }

  @Test
  void whatIsExpiredIsGoneAndIsRemovedWithoutAVisitor() throws Exception {
    String upload = create(100);
    append(upload, 0, new byte[10]);
    running
        .jdbc()
        .sql("update upload set expires_at = now() - interval '1 s' where id = :id")
        .param("id", Tus.id(upload))
        .update();

    assertThat(append(upload, 10, new byte[10]).statusCode()).isEqualTo(404);
    await()
        .until(
            () ->
                running
                        .jdbc()
                        .sql("select count(*) from upload where id = :id")
                        .param("id", Tus.id(upload))
                        .query(Long.class)
                        .single()
                    == 0);
  }

  @Test
  void uploadsAreListed() throws Exception {
    UUID done = tus.upload("done.tiff", new byte[3]);
    UUID begun = Tus.id(tus.create(Tus.headers("begun.tiff", 7)));

    UploadPage page = new UploadsApi(running.client()).listUploads(1, null);
    Upload newest = page.getItems().getFirst();
    assertThat(newest.getId()).isEqualTo(begun);
    assertThat(newest.getFileName()).isEqualTo("begun.tiff");
    assertThat(newest.getLengthBytes()).isEqualTo(7);
    assertThat(newest.getComplete()).isFalse();
    assertThat(newest.getExpiresAt()).isAfter(newest.getCreatedAt());
    Upload next =
        new UploadsApi(running.client())
            .listUploads(1, page.getNextPageToken())
            .getItems()
            .getFirst();
    assertThat(next.getId()).isEqualTo(done);
    assertThat(next.getComplete()).isTrue();
    assertThat(service.get("/v1/uploads?pageSize=0").statusCode()).isEqualTo(400);
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
