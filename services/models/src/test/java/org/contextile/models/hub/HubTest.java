// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.models.hub.FakeHub.Mishap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class HubTest {
  private static final HubName NAME = HubName.parse("lab/uni");
  private static final byte[] WEIGHTS = new byte[3 << 20];
  private static final byte[] CONFIG =
      "{\"architecture\": \"resnet18\"}".getBytes(StandardCharsets.UTF_8);

  static {
    new Random(1).nextBytes(WEIGHTS);
  }

  @TempDir private Path folder = Path.of("");

  private final FakeHub server =
      new FakeHub("lab/uni").with("config.json", CONFIG).with("model.safetensors", WEIGHTS);
  private final NotedProgress progress = new NotedProgress();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void findsTheCommitAndWhatItHolds() throws Exception {
    HubSnapshot snapshot = hub(null).snapshot("w", NAME, "release/v1", progress);

    assertThat(snapshot.commit()).isEqualTo(FakeHub.COMMIT);
    assertThat(snapshot.licence()).isEqualTo("apache-2.0");
    assertThat(snapshot.files())
        .extracting(HubFile::path)
        .containsExactly("config.json", "model.safetensors");
    assertThat(snapshot.files())
        .extracting(it -> it.digest().kind())
        .containsExactly(HubDigest.Kind.GIT_BLOB, HubDigest.Kind.SHA256);
    assertThat(server.seen().getFirst().target()).contains("/revision/release%2Fv1?blobs=true");
  }

  @Test
  void downloadsSmallAndLargeFilesWithProgressInBytes() throws Exception {
    assertThat(downloaded(hub(null), "config.json")).isEqualTo(CONFIG);
    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);

    assertThat(progress.phases).containsExactly("downloading 28", "downloading 3145728");
    assertThat(progress.bytes).endsWith((long) WEIGHTS.length).isSorted();
  }

  @Test
  void theTokenIsNotSentToTheHostOfLargeFiles() throws Exception {
    server.gate("hf_secret");

    assertThat(downloaded(hub("hf_secret"), "model.safetensors")).isEqualTo(WEIGHTS);

    assertThat(server.seen())
        .filteredOn(FakeHub.Seen::byStorage)
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.authorization()).isNull());
    assertThat(server.seen())
        .filteredOn(it -> !it.byStorage())
        .allSatisfy(it -> assertThat(it.authorization()).isEqualTo("Bearer hf_secret"));
  }

  @Test
  void aWorkspaceUsesItsOwnToken() throws Exception {
    Hub hub =
        hub(properties(URI.create(server.address()), "ours", Map.of("b", "theirs")), Map.of());

    var _ = hub.snapshot("a", NAME, "main", progress);
    var _ = hub.snapshot("b", NAME, "main", progress);

    assertThat(server.seen())
        .extracting(FakeHub.Seen::authorization)
        .containsExactly("Bearer ours", "Bearer theirs");
  }

  @Test
  void goesOnWhereAConnectionBroke() throws Exception {
    server.next(new Mishap.BreakOff(2_000_000), new Mishap.BreakOff(1000));

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);

    // What was under way when the connection broke may be lost; nothing before it is asked for
    // again.
    assertThat(asked()).hasSize(3).startsWith(0L);
    assertThat(asked().get(1)).isBetween(1_900_000L, 2_000_000L);
    assertThat(asked().get(2)).isBetween(asked().get(1), asked().get(1) + 1000);
  }

  /** The offsets that storage was asked for. */
  private List<Long> asked() {
    return server.seen().stream()
        .filter(FakeHub.Seen::byStorage)
        .map(FakeHub.Seen::range)
        .map(range -> range == null ? 0 : Long.parseLong(range.replaceAll("\\D", "")))
        .toList();
  }

  @Test
  void aStoppedDownloadIsGoneOnWithByTheNextAttempt() throws Exception {
    server.next(new Mishap.Hang(1_500_000));
    progress.stopAtBytes = 1_500_000;
    Hub first = hub(null);
    assertThatThrownBy(() -> downloaded(first, "model.safetensors"))
        .isInstanceOf(NotedProgress.Stopped.class);
    progress.stopAtBytes = Long.MAX_VALUE;

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);

    assertThat(server.seen().getLast().range()).isEqualTo("bytes=1500000-");
    assertThat(files()).noneMatch(it -> !it.toString().endsWith(".lock"));
  }

  @Test
  void aLineThatIsDeadIsNotWaitedForForEver() throws Exception {
    server.next(new Mishap.Hang(2_000_000));

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);

    assertThat(progress.lines).singleElement().asString().contains("nothing came for");
  }

  @Test
  void aServerWithoutRangesIsAskedForTheWhole() throws Exception {
    server.withoutRanges();
    server.next(new Mishap.BreakOff(2_000_000));

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);
  }

  @Test
  void whatWasBegunAndIsDamagedIsFetchedAnew() throws Exception {
    server.next(new Mishap.Hang(1_500_000));
    progress.stopAtBytes = 1_500_000;
    assertThatThrownBy(() -> downloaded(hub(null), "model.safetensors"))
        .isInstanceOf(NotedProgress.Stopped.class);
    progress.stopAtBytes = Long.MAX_VALUE;
    Path partial =
        files().stream().filter(it -> !it.toString().endsWith(".lock")).findFirst().orElseThrow();
    Files.write(partial, new byte[1_500_000]);

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);
  }

  @Test
  void twoDownloadsOfTheSameFileDoNotDisturbEachOther() throws Exception {
    Hub hub = hub(null);
    HubSnapshot snapshot = hub.snapshot("w", NAME, "main", progress);
    HubFile file = snapshot.files().getLast();

    try (HubCopy first = hub.download("w", snapshot, file, folder, progress);
        HubCopy second = hub.download("w", snapshot, file, folder, progress)) {
      assertThat(first.file()).isNotEqualTo(second.file());
      assertThat(Files.mismatch(first.file(), second.file())).isEqualTo(-1);
    }
  }

  @Test
  void otherBytesThanListedAreRefusedAndNotKept() {
    byte[] other = WEIGHTS.clone();
    other[1234567]++;
    server.tamper("model.safetensors", other);
    assertProblem("model.safetensors", null, "hub-digest-mismatch", "model.safetensors");

    server.tamper("model.safetensors", new byte[WEIGHTS.length + 1]);
    assertProblem("model.safetensors", null, "hub-digest-mismatch", "model.safetensors");

    server.tamper(
        "config.json", "{\"architecture\": \"resnet19\"}".getBytes(StandardCharsets.UTF_8));
    assertProblem("config.json", null, "hub-digest-mismatch", "config.json");
    assertThat(files()).allMatch(it -> it.toString().endsWith(".lock"));
  }

  @Test
  void aGatedRepositorySaysWhereTheLicenceIsAndWhichSettingHasTheToken() {
    server.gate("hf_secret");
    assertProblem(
        "model.safetensors",
        null,
        "hub-forbidden",
        "/lab/uni",
        "licence",
        "contextile.hub.tokens.w");

    Problem refused = problem("model.safetensors", "hf_another");
    assertThat(refused.type()).isEqualTo("/problems/hub-forbidden");
    assertThat(refused.detail()).contains("does not open").doesNotContain("hf_another");
  }

  @Test
  void whatIsNotThereIsToldApart() {
    Hub hub = hub(null);
    assertThatThrownBy(() -> hub.snapshot("w", HubName.parse("lab/none"), "main", progress))
        .satisfies(it -> assertIs(it, "hub-not-found", "lab/none", "private"));
    assertThatThrownBy(() -> hub.snapshot("w", NAME, "dev", progress))
        .satisfies(it -> assertIs(it, "hub-not-found", "revision dev"));
    server.next(new Mishap.Status(401, null));
    assertThatThrownBy(() -> hub("hf_old").snapshot("w", NAME, "main", progress))
        .satisfies(it -> assertIs(it, "hub-forbidden", "does not open"));
  }

  @Test
  void aBusyHubIsAskedAgain() throws Exception {
    server.next(new Mishap.Status(429, null), new Mishap.Status(503, null));
    long start = System.nanoTime();

    assertThat(hub(null).snapshot("w", NAME, "main", progress).commit()).isEqualTo(FakeHub.COMMIT);

    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofSeconds(1).toNanos());
    assertThat(progress.lines).hasSize(2);
  }

  @Test
  void anAddressThatHasExpiredIsAskedForAgain() throws Exception {
    server.next(new Mishap.StorageStatus(403));

    assertThat(downloaded(hub(null), "model.safetensors")).isEqualTo(WEIGHTS);
  }

  @Test
  void aHubThatCannotBeReachedIsNamedWithTheWayRoundIt() {
    server.close();

    assertThatThrownBy(() -> hub(null).snapshot("w", NAME, "main", progress))
        .satisfies(it -> assertIs(it, "hub-unreachable", server.address(), "refused", "upload"));
    URI nowhere = URI.create("http://hub.invalid");
    assertThatThrownBy(
            () ->
                hub(properties(nowhere, null, Map.of()), Map.of())
                    .snapshot("w", NAME, "main", progress))
        .satisfies(
            it -> assertIs(it, "hub-unreachable", "http://hub.invalid", "resolved", "upload"));
  }

  @Test
  void whatDoesNotAnswerAsAHubIsNone() throws IOException {
    try (FakeHub other = new FakeHub("lab/uni/resolve").with("x", new byte[1])) {
      other.next(new Mishap.Status(200, null));
      Hub hub = hub(properties(URI.create(other.address()), null, Map.of()), Map.of());
      assertThatThrownBy(() -> hub.snapshot("w", NAME, "main", progress))
          .satisfies(it -> assertIs(it, "hub-unreachable", "does not answer as a Hub"));
    }
  }

  @Test
  void filesBeyondTheLimitAreNotFetched() {
    HubProperties small =
        new HubProperties(
            URI.create(server.address()),
            null,
            Map.of(),
            DataSize.ofMegabytes(2),
            null,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            4,
            Duration.ofMillis(10));
    Hub hub = hub(small, Map.of());

    assertThatThrownBy(() -> downloaded(hub, "model.safetensors"))
        .satisfies(it -> assertIs(it, "hub-too-large", "3,145,728", "contextile.hub.max-size"));
    assertThat(server.seen()).noneMatch(FakeHub.Seen::byStorage);
  }

  @Test
  void aProxyIsUsedUnlessTheHostIsExempt() throws Exception {
    URI endpoint = URI.create("http://hub.invalid");
    Map<String, String> environment =
        Map.of("http_proxy", server.address().replace("//", "//me:word@"));
    Hub hub = hub(properties(endpoint, null, Map.of()), environment);

    var _ = hub.snapshot("w", NAME, "main", progress);

    assertThat(server.seen().getLast().host()).startsWith("hub.invalid");
    assertThat(server.seen().getLast().proxyAuthorization()).isEqualTo("Basic bWU6d29yZA==");
    Hub exempt =
        hub(
            properties(endpoint, null, Map.of()),
            Map.of("HTTP_PROXY", server.address(), "NO_PROXY", "localhost, .invalid"));
    assertThatThrownBy(() -> exempt.snapshot("w", NAME, "main", progress))
        .satisfies(it -> assertIs(it, "hub-unreachable", "hub.invalid"));
  }

  private void assertProblem(String file, @Nullable String token, String type, String... words) {
    assertThatThrownBy(() -> downloaded(hub(token), file))
        .satisfies(it -> assertIs(it, type, words));
  }

  private Problem problem(String file, String token) {
    return catchThrowableOfType(ProblemException.class, () -> downloaded(hub(token), file))
        .problem();
  }

  private static void assertIs(Throwable thrown, String type, String... words) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> {
              assertThat(it.problem().type()).isEqualTo("/problems/" + type);
              assertThat(it.problem().detail()).contains(words);
            });
  }

  private byte[] downloaded(Hub hub, String path) throws IOException {
    HubSnapshot snapshot = hub.snapshot("w", NAME, "main", progress);
    HubFile file =
        snapshot.files().stream().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
    Path scratch = Files.createTempDirectory(folder, "scratch");
    try (HubCopy copy = hub.download("w", snapshot, file, scratch, progress)) {
      byte[] content = Files.readAllBytes(copy.file());
      copy.spend();
      return content;
    }
  }

  private java.util.List<Path> files() {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Hub hub(@Nullable String token) {
    return hub(properties(URI.create(server.address()), token, Map.of()), Map.of());
  }

  private Hub hub(HubProperties properties, Map<String, String> environment) {
    return HubConfiguration.hub(
        properties, folder.resolve("cache"), environment, JsonMapper.shared());
  }

  private static HubProperties properties(
      URI endpoint, @Nullable String token, Map<String, String> tokens) {
    return new HubProperties(
        endpoint,
        token,
        tokens,
        DataSize.ofGigabytes(1),
        null,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        4,
        Duration.ofMillis(10));
  }
}
