// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.contextile.models.Programs.program;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelProvenance;
import org.contextile.api.model.ModelSource;
import org.contextile.client.ApiException;
import org.contextile.client.ModelImports;
import org.contextile.client.ModelsApi;
import org.contextile.db.job.JobView;
import org.contextile.intake.bucket.S3Store;
import org.contextile.intake.bucket.S3Store.Mishap;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models from buckets of a store that speaks S3's protocol. */
final class BucketImportsIT {
  private static final S3Store STORE = new S3Store();

  /** As many as make a file of 240 kB. */
  private static final int MANY = 20_000;

  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension
  static final RunningService running =
      RunningService.of(
          ModelsApplication.class,
          Map.of(
              "contextile.intake.buckets", "models,lab/pathology/,absent",
              "contextile.s3.endpoint", STORE.address(),
              "contextile.s3.path-style", "true",
              "contextile.s3.max-size", "300KB",
              "contextile.s3.attempts", "3",
              "contextile.s3.backoff", "10ms"));

  static {
    STORE
        .with("models", "uni/teacher.pt", program(5))
        .with("models", "uni/config.json", CONFIG)
        .with("models", "uni/old/model.safetensors", CONFIG)
        .with("models", "two/a.pt", program(6))
        .with("models", "two/b.pt", program(7))
        .with("models", "literal%20 name+/x.pt", program(8))
        .with("models", "large.pt", new byte[301 << 10])
        .with("models", "forbidden/x.pt", CONFIG)
        .with("lab", "pathology/x.pt", program(9))
        .with("lab", "private/x.pt", program(9))
        .with("private", "x.pt", program(9));
  }

  @BeforeEach
  void trusted() {
    System.setProperty("aws.accessKeyId", S3Store.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Store.SECRET_KEY);
  }

  @AfterAll
  static void stop() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    STORE.close();
  }

  @Test
  void aModelOfAFolderIsImportedAndSaysWhereItCameFrom() throws Exception {
    JobResult result = imported("s3://models/uni/");

    Model model = model(result);
    assertThat(model.getFeatureDim()).isEqualTo(5);
    ModelProvenance source = Objects.requireNonNull(result.getModelSource());
    assertThat(source.getUri()).isEqualTo("s3://models/uni/");
    assertThat(source.getFile()).isEqualTo("teacher.pt");
    assertThat(source.getDigest()).isEqualTo(model.getDigest()).isEqualTo(sha256(program(5)));
    assertThat(source.getCommit()).isNull();
  }

  @Test
  void aFolderIsFoundWithoutItsSlash() throws Exception {
    assertThat(model(imported("s3://models/uni")).getFeatureDim()).isEqualTo(5);
    assertThat(model(imported("s3://lab/pathology")).getFeatureDim()).isEqualTo(9);
  }

  @Test
  void anObjectIsImportedWithTheConfigurationBesideIt() throws Exception {
    int before = STORE.seen().size();

    JobResult result = imported("s3://models/uni/teacher.pt");

    assertThat(model(result).getFeatureDim()).isEqualTo(5);
    assertThat(STORE.seen().subList(before, STORE.seen().size()))
        .contains("GET uni/config.json", "GET uni/teacher.pt")
        .noneMatch(it -> it.startsWith("LIST"));
  }

  @Test
  void anObjectIsImportedWithoutAConfiguration() throws Exception {
    assertThat(model(imported("s3://models/two/b.pt")).getFeatureDim()).isEqualTo(7);
    assertThat(model(imported("s3://lab/pathology/x.pt")).getFeatureDim()).isEqualTo(9);
  }

  @Test
  void keysAreTakenLiterally() throws Exception {
    assertThat(model(imported("s3://models/literal%20 name+/x.pt")).getFeatureDim()).isEqualTo(8);
    assertThat(model(imported("s3://models/literal%20 name+/")).getFeatureDim()).isEqualTo(8);
  }

  @Test
  void theFileSaysWhichOfSeveralIsMeant() throws Exception {
    assertThat(problem(new ModelSource().uri("s3://models/two/")))
        .contains("/problems/incompatible-model", "a.pt, b.pt");
    assertThat(problem(new ModelSource().uri("s3://models/two/").file("c.pt")))
        .contains("/problems/incompatible-model", "c.pt");
    assertThat(problem(new ModelSource().uri("s3://models/two/a.pt").file("b.pt")))
        .contains("/problems/invalid-request", "/source/file");

    JobResult result =
        running.result(submit(new ModelSource().uri("s3://models/two/").file("a.pt")));

    assertThat(model(result).getFeatureDim()).isEqualTo(6);
  }

  @Test
  void whatIsNotAllowedIsRefusedWithoutAskingTheStore() {
    int before = STORE.seen().size();
    for (String uri :
        new String[] {
          "s3://private/x.pt", "s3://lab/private/x.pt", "s3://lab/", "s3://models/uni/../x.pt"
        }) {
      assertRefused(new ModelSource().uri(uri), "/problems/unsafe-name", "/source/uri");
    }
    assertRefused(
        new ModelSource().uri("s3://models/x.pt?versionId=1"),
        "/problems/invalid-request",
        "/source/uri");
    assertRefused(
        new ModelSource().uri("s3://models/uni/").revision("main"),
        "/problems/invalid-request",
        "/source/revision");
    assertRefused(
        new ModelSource().uri("s3://models/uni/").configUploadId(UUID.randomUUID()),
        "/problems/invalid-request",
        "/source/configUploadId");
    assertThat(STORE.seen()).hasSize(before);
  }

  @Test
  void aConnectionThatBreaksIsResumed() throws Exception {
    byte[] content = program(MANY);
    STORE.with("models", "broken/x.pt", content);
    STORE.next(new Mishap.BreakOff(120_000), new Mishap.BreakOff(90_000));

    JobResult result = imported("s3://models/broken/");

    assertThat(Objects.requireNonNull(result.getModelSource()).getDigest())
        .isEqualTo(sha256(content));
    assertThat(STORE.seen().stream().filter(it -> it.startsWith("GET broken/")))
        .hasSize(3)
        .filteredOn(it -> it.matches(".* bytes=[1-9]\\d*-"))
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatIsBusyIsAskedAgain() throws Exception {
    STORE.next(new Mishap.Status(503), new Mishap.Status(429));

    assertThat(model(imported("s3://models/two/b.pt")).getFeatureDim()).isEqualTo(7);
  }

  @Test
  void aConnectionThatBreaksAgainAndAgainFailsTheJob() throws Exception {
    STORE.with("models", "fragile/x.pt", program(MANY));
    STORE.next(
        new Mishap.BreakOff(100_000), new Mishap.BreakOff(70_000), new Mishap.BreakOff(35_000));

    assertThat(problem(new ModelSource().uri("s3://models/fragile/x.pt")))
        .contains("/problems/bucket-unreachable", "x.pt broke off after", "source.uploadId");
  }

  @Test
  void anObjectWithAnotherChecksumIsRefused() throws Exception {
    STORE.next(new Mishap.OtherChecksum("AAAAAA=="));
    assertThat(problem(new ModelSource().uri("s3://models/two/b.pt")))
        .contains("/problems/bucket-digest-mismatch");
  }

  @Test
  void anObjectThatWasReplacedIsNotMixed() throws Exception {
    STORE.with("models", "replaced/x.pt", program(MANY));
    STORE.next(
        new Mishap.BreakOffThen(100_000, () -> STORE.with("models", "replaced/x.pt", program(13))));

    assertThat(problem(new ModelSource().uri("s3://models/replaced/x.pt")))
        .contains("/problems/bucket-changed", "import it again");
    assertThat(model(imported("s3://models/replaced/x.pt")).getFeatureDim()).isEqualTo(13);
  }

  @Test
  void anObjectThatDisappearsFailsTheJob() throws Exception {
    STORE.with("models", "removed/x.pt", program(MANY));
    STORE.next(new Mishap.BreakOffThen(100_000, () -> STORE.remove("models", "removed/x.pt")));

    assertThat(problem(new ModelSource().uri("s3://models/removed/x.pt")))
        .contains("/problems/bucket-not-found", "or no longer");
  }

  @Test
  void whatIsNotThereFailsTheJobAtOnce() throws Exception {
    assertThat(problem(new ModelSource().uri("s3://models/none.pt")))
        .contains("/problems/bucket-not-found", "s3://models/none.pt");
    assertThat(problem(new ModelSource().uri("s3://models/none/")))
        .contains("/problems/bucket-not-found", "s3://models/none/");
    assertThat(problem(new ModelSource().uri("s3://absent/x.pt")))
        .contains("/problems/bucket-not-found", "no bucket absent");
  }

  @Test
  void whatIsForbiddenFailsTheJobAtOnce() throws Exception {
    assertThat(problem(new ModelSource().uri("s3://models/forbidden/x.pt")))
        .contains("/problems/bucket-forbidden", "s3:GetObject");
    assertThat(problem(new ModelSource().uri("s3://models/forbidden/")))
        .contains("/problems/bucket-forbidden", "s3:ListBucket");
  }

  @Test
  void keysThatTheStoreDoesNotKnowFailTheJobAndAreNotTold() throws Exception {
    System.setProperty("aws.secretAccessKey", "another-secret");
    UUID job = submit(new ModelSource().uri("s3://models/uni/"));

    assertThat(running.problem(job)).contains("/problems/bucket-forbidden");
    assertThat(
            running
                .jdbc()
                .sql(
                    "SELECT count(*) FROM job j LEFT JOIN job_event e ON e.job_id = j.id"
                        + " WHERE strpos(j::text, 'secret') > 0 OR strpos(e::text, 'secret') > 0")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void whatIsTooLargeIsNotDownloaded() throws Exception {
    assertThat(problem(new ModelSource().uri("s3://models/large.pt")))
        .contains("/problems/bucket-too-large", "contextile.s3.max-size");
    assertThat(STORE.seen()).doesNotContain("GET large.pt");
  }

  @Test
  void aFolderOfVeryManyNamesIsNotListedToItsEnd() throws Exception {
    for (int object = 0; object < 5001; object++) {
      STORE.with("models", "many/" + object, CONFIG);
    }

    assertThat(problem(new ModelSource().uri("s3://models/many/")))
        .contains("/problems/bucket-too-large", "5,000");
  }

  private static void assertRefused(ModelSource source, String... words) {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> submit(source));
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains(words);
  }

  private static JobResult imported(String uri) throws ApiException {
    return running.result(submit(new ModelSource().uri(uri)));
  }

  private static String problem(ModelSource source) throws ApiException {
    UUID id = submit(source);
    JobView job = running.ended(id);
    assertThat(job.failures()).isEqualTo(1);
    return running.problem(id);
  }

  private static UUID submit(ModelSource source) throws ApiException {
    ModelImportRequest request = new ModelImportRequest("model", source).inputSizePx(64);
    return new ModelImports(running.client()).submit(request, null).getId();
  }

  private static Model model(JobResult result) throws ApiException {
    return new ModelsApi(running.client()).getModel(Objects.requireNonNull(result.getModelId()));
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content));
  }
}
