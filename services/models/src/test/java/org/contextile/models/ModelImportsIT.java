// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.contextile.models.Programs.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelOrigin;
import org.contextile.api.model.ModelProvenance;
import org.contextile.api.model.ModelSource;
import org.contextile.client.ApiException;
import org.contextile.client.ModelImports;
import org.contextile.client.ModelsApi;
import org.contextile.db.job.JobView;
import org.contextile.intake.Uploads;
import org.contextile.jobs.testing.BrokenInsert;
import org.contextile.jobs.testing.RunningService;
import org.contextile.models.hub.FakeHub;
import org.contextile.models.hub.FakeHub.Mishap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Models from uploads, folders and a Hub. */
final class ModelImportsIT {
  private static final String TOKEN = "hf_of_the_operator";
  private static final FakeHub HUB = new FakeHub("lab/uni");

  @RegisterExtension
  static final RunningService running =
      RunningService.of(
          ModelsApplication.class,
          folder ->
              Map.of(
                  "contextile.ingest.roots",
                  made(folder.resolve("root")).toString(),
                  "contextile.hub.endpoint",
                  HUB.address(),
                  "contextile.hub.tokens.default",
                  TOKEN,
                  "contextile.hub.attempts",
                  "2",
                  "contextile.hub.backoff",
                  "10ms"));

  static {
    HUB.with("program.pt", program(5)).with("config.json", "{}".getBytes(StandardCharsets.UTF_8));
    HUB.gate(TOKEN);
  }

  @AfterAll
  static void stop() {
    HUB.close();
  }

  @Test
  void aModelOfTheHubIsImportedAndSaysWhereItCameFrom() throws Exception {
    HUB.next(new Mishap.BreakOff(100));

    JobResult result = running.result(submit(hub()));

    Model model = models().getModel(Objects.requireNonNull(result.getModelId()));
    assertThat(model.getOrigin()).isEqualTo(ModelOrigin.IMPORTED);
    assertThat(model.getFeatureDim()).isEqualTo(5);
    ModelProvenance source = Objects.requireNonNull(result.getModelSource());
    assertThat(source.getUri()).isEqualTo("hf:lab/uni");
    assertThat(source.getCommit()).isEqualTo(FakeHub.COMMIT);
    assertThat(source.getFile()).isEqualTo("program.pt");
    assertThat(source.getDigest()).isEqualTo(model.getDigest());
    assertThat(source.getLicence()).isEqualTo("apache-2.0");
    assertThat(downloads()).isEmpty();
  }

  @Test
  void theTokenIsNowhereButInTheRequestsToTheHub() throws Exception {
    UUID job = submit(hub());
    var _ = running.result(job);

    assertThat(HUB.seen()).anyMatch(it -> ("Bearer " + TOKEN).equals(it.authorization()));
    assertThat(
            running
                .jdbc()
                .sql(
                    "SELECT count(*) FROM job j LEFT JOIN job_event e ON e.job_id = j.id"
                        + " WHERE strpos(j::text, :token) > 0 OR strpos(e::text, :token) > 0")
                .param("token", TOKEN)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void whatTheHubRefusesFailsTheJobAtOnce() throws Exception {
    JobView job = running.ended(submit(new ModelSource().uri("hf:lab/none")));

    assertThat(job.errorJson()).contains("/problems/hub-not-found", "lab/none");
    assertThat(job.failures()).isEqualTo(1);
  }

  @Test
  void aModelOfAFolderIsImported() throws Exception {
    Path folder = made(root().resolve("teacher"));
    Files.write(folder.resolve("teacher.pt"), program(6));
    Files.writeString(folder.resolve("config.json"), "{}");

    JobResult ofFolder = running.result(submit(new ModelSource().uri(folder.toUri().toString())));
    JobResult ofFile =
        running.result(submit(new ModelSource().uri(folder.resolve("teacher.pt").toString())));

    assertThat(model(ofFolder).getFeatureDim()).isEqualTo(6);
    assertThat(model(ofFile).getDigest()).isEqualTo(model(ofFolder).getDigest());
    assertThat(Objects.requireNonNull(ofFolder.getModelSource()).getFile()).isEqualTo("teacher.pt");
  }

  @Test
  void anUploadedModelIsImportedAndTheUploadGone() throws Exception {
    UUID weights = upload(program(7));
    UUID config = upload("{}".getBytes(StandardCharsets.UTF_8));

    JobResult result =
        running.result(submit(new ModelSource().uploadId(weights).configUploadId(config)));

    assertThat(model(result).getFeatureDim()).isEqualTo(7);
    assertRefused(
        new ModelSource().uploadId(weights), "/problems/unknown-upload", "/source/uploadId");
  }

  @Test
  void whatIsNoModelFailsTheJobAndLeavesNothing() throws Exception {
    Files.writeString(root().resolve("garbage.pth"), "not a model");
    long before = models().listModels(null, 100, null).getItems().size();

    String problem =
        running.problem(submit(new ModelSource().uri(root().resolve("garbage.pth").toString())));

    assertThat(problem).contains("/problems/unreadable-model");
    assertThat(models().listModels(null, 100, null).getItems()).hasSize((int) before);
  }

  @Test
  void aModelIsPublishedAgainWhenItsTransactionBroke() throws Exception {
    Files.write(root().resolve("twice.pt"), program(8));
    try (BrokenInsert insert = BrokenInsert.into(running.jdbc(), "model")) {
      UUID job = submit(new ModelSource().uri(root().resolve("twice.pt").toString()));

      assertThat(running.result(job).getModelId()).isNotNull();
      assertThat(insert.tries()).isEqualTo(2);
    }
  }

  @Test
  void unclearRequestsAreRefusedWithTheirField() throws Exception {
    Path empty = made(root().resolve("empty"));
    assertRefused(new ModelSource(), "/problems/invalid-request", "\"/source\"");
    assertRefused(
        new ModelSource().uri("hf:a/b").uploadId(UUID.randomUUID()),
        "/problems/invalid-request",
        "\"/source\"");
    assertRefused(new ModelSource().uri("hf:nobody"), "/problems/invalid-request", "OWNER/NAME");
    assertRefused(new ModelSource().uri("hf:a/../b"), "/problems/invalid-request", "OWNER/NAME");
    assertRefused(new ModelSource().uri("gs://bucket/a"), "/problems/invalid-request", "hf:");
    assertRefused(new ModelSource().uri("s3://bucket/a"), "/problems/unsafe-name", "/source/uri");
    assertRefused(
        new ModelSource().uri("file:///etc/passwd"), "/problems/unsafe-name", "/source/uri");
    assertRefused(
        new ModelSource().uri(root().resolve("none.pt").toString()),
        "/problems/unreadable-model",
        "/source/uri");
    assertRefused(
        new ModelSource().uri(empty.toString()), "/problems/incompatible-model", "/source/uri");
    assertRefused(
        new ModelSource().uri(empty.toString()).revision("main"),
        "/problems/invalid-request",
        "/source/revision");
  }

  @Test
  void aBodyThatIsNeitherAssemblyNorImportIsRefused() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(running.address() + "/v1/models"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"x\"}"))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/problems/bad-request");
  }

  private static void assertRefused(ModelSource source, String... words) {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> submit(source));
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains(words);
  }

  private static ModelSource hub() {
    return new ModelSource().uri("hf:lab/uni").revision("main");
  }

  private static UUID submit(ModelSource source) throws ApiException {
    ModelImportRequest request = new ModelImportRequest("model", source).inputSizePx(64);
    return new ModelImports(running.client()).submit(request, null).getId();
  }

  private static Model model(JobResult result) throws ApiException {
    return models().getModel(Objects.requireNonNull(result.getModelId()));
  }

  private static ModelsApi models() {
    return new ModelsApi(running.client());
  }

  private static Path root() {
    return running.folder().resolve("root");
  }

  private static java.util.List<Path> downloads() throws IOException {
    try (Stream<Path> files = Files.walk(running.folder().resolve("hub"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(it -> !it.toString().endsWith(".lock"))
          .toList();
    }
  }

  /** An upload as the ingest service takes it. */
  private static UUID upload(byte[] content) throws IOException {
    Uploads uploads = running.bean(Uploads.class);
    MockHttpServletRequest creation = new MockHttpServletRequest("POST", Uploads.ADDRESS);
    creation.addHeader("Tus-Resumable", "1.0.0");
    creation.addHeader("Upload-Length", content.length);
    MockHttpServletResponse created = new MockHttpServletResponse();
    uploads.answer(creation, created, RunningService.WORKSPACE);
    String address = Objects.requireNonNull(created.getHeader("Location"));
    MockHttpServletRequest part = new MockHttpServletRequest("PATCH", address);
    part.addHeader("Tus-Resumable", "1.0.0");
    part.addHeader("Upload-Offset", 0);
    part.setContentType("application/offset+octet-stream");
    part.setContent(content);
    uploads.answer(part, new MockHttpServletResponse(), RunningService.WORKSPACE);
    return UUID.fromString(address.substring(address.lastIndexOf('/') + 1));
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
