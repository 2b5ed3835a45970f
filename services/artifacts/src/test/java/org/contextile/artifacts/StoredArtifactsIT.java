// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.contextile.db.FullDisk;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.testing.TestDatabase;
import org.contextile.library.storage.DirectoryObjectStore;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
final class StoredArtifactsIT {

  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir private Path directory;
  private JdbcClient jdbc;
  private JdbcTransactionManager transactions;
  private StoredArtifacts store;

  @BeforeEach
  void open() {
    DataSource database = TestDatabase.migrated().dataSource();
    jdbc = JdbcClient.create(database);
    transactions = new JdbcTransactionManager(database);
    store =
        new StoredArtifacts(
            new DirectoryObjectStore(directory), new ArtifactRows(jdbc, transactions));
  }

  @Test
  void anArtifactIsNamedByItsContent() throws IOException {
    Artifact artifact = store.put(bytes("hello"), "text/plain");

    assertThat(artifact).isEqualTo(new Artifact(HELLO_SHA256, 5, "text/plain"));
    assertThat(path(artifact.digest())).hasContent("hello");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void theSameBytesTwiceAreOneArtifact() throws IOException {
    store.put(bytes("hello"), "text/plain");
    store.put(bytes("hello"), "text/plain");

    assertThat(rows()).isEqualTo(1);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aBrokenStreamLeavesNothing() {
    InputStream cutOff =
        new FilterInputStream(bytes("hello")) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read < 0) {
              throw new IOException("cut off");
            }
            return read;
          }
        };

    assertThatThrownBy(() -> store.put(cutOff, "text/plain")).isInstanceOf(IOException.class);

    assertThat(files()).isEmpty();
    assertThat(rows()).isZero();
  }

  /** Of a disk of a mebibyte, which only root can make. */
  @Test
  void aFullDiskIsToldAndLeavesNothingHalfWritten(@TempDir Path place) throws Exception {
    Path disk = Files.createDirectory(place.resolve("disk"));
    assumeTrue(
        ran("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "needs root and a kernel that mounts a tmpfs");
    try {
      ArtifactStore small =
          ArtifactConfiguration.store(new DirectoryObjectStore(disk), jdbc, transactions);
      Artifact kept = small.put(bytes("kept"), "text/plain");

      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(
                () -> small.put(new ByteArrayInputStream(new byte[2 << 20]), "text/plain"))
            .matches(FullDisk::isFull);
      }

      try (Stream<Path> left = Files.walk(disk)) {
        assertThat(left.filter(Files::isRegularFile)).hasSize(1);
      }
      assertThat(small.bytes(kept.digest())).hasSize(4);
      assertThat(jdbc.sql("SELECT count(*) FROM artifact").query(Long.class).single()).isOne();
      assertThat(small.put(bytes("more"), "text/plain").sizeBytes()).isEqualTo(4);
    } finally {
      assertThat(ran("umount", disk.toString())).isTrue();
    }
  }

  private static boolean ran(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void anArtifactThatNobodyRefersToGoesWithItsHold() throws IOException {
    ArtifactHold hold = store.hold();
    Artifact artifact = hold.put(bytes("hello"), "text/plain");

    hold.release();

    assertThat(files()).isEmpty();
    assertThat(rows()).isZero();
    assertThatThrownBy(() -> path(artifact.digest())).isInstanceOf(MissingObjectException.class);
  }

  @Test
  void whatNothingRefersToIsCollectedAfterTheGrace() throws IOException {
    String lost = store.put(bytes("lost"), "text/plain").digest();
    String held = store.put(bytes("held"), "text/plain").digest();
    String young = store.put(bytes("young"), "text/plain").digest();
    hold(held);
    for (String old : List.of(lost, held)) {
      age(old);
    }
    Path rowless = Files.writeString(path(lost).resolveSibling("0".repeat(62)), "no row");
    Path cutOff = Files.writeString(directory.resolve("tmp").resolve("cut-off"), "half");
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    for (Path file : List.of(rowless, cutOff, path(held))) {
      Files.setLastModifiedTime(file, old);
    }

    assertThat(store.collect(Duration.ofDays(1))).isEqualTo(2);

    assertThat(files()).containsExactlyInAnyOrder(path(held), path(young));
    assertThat(rows()).isEqualTo(2);
    assertThat(store.collect(Duration.ofDays(1))).isZero();
  }

  @Test
  void bytesThatArePutAgainBeginTheirGraceAnew() throws IOException {
    age(store.put(bytes("again"), "text/plain").digest());
    store.put(bytes("again"), "text/plain");

    assertThat(store.collect(Duration.ofDays(1))).isZero();
  }

  @Test
  void anArtifactThatARowRefersToStays() throws IOException {
    ArtifactHold hold = store.hold();
    Artifact artifact = hold.put(bytes("hello"), "text/plain");
    hold(artifact.digest());

    hold.release();

    assertThat(path(artifact.digest())).hasContent("hello");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void bytesThatAnotherHasPutStayWhenOneHasNoUseForThem() throws IOException {
    Artifact first = store.hold().put(bytes("hello"), "text/plain");
    ArtifactHold second = store.hold();
    second.put(bytes("hello"), "text/plain");

    second.release();
    store.discardIfUnreferenced(first.digest());

    hold(first.digest());
    assertThat(path(first.digest())).hasContent("hello");
  }

  @Test
  void theLastWhoLetsGoDeletes() throws IOException {
    List<ArtifactHold> holds = List.of(store.hold(), store.hold());
    for (ArtifactHold hold : holds) {
      hold.put(bytes("hello"), "text/plain");
    }

    holds.getFirst().release();
    assertThat(files()).hasSize(1);
    holds.getLast().release();

    assertThat(files()).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void aHoldIsReleasedWhenTheRowsOfItsTransactionAreSeen() throws IOException {
    ArtifactHold hold = store.hold();
    String digest = hold.put(bytes("hello"), "text/plain").digest();

    new TransactionTemplate(transactions)
        .executeWithoutResult(
            _ -> {
              hold(digest);
              hold.release();
            });

    assertThat(path(digest)).hasContent("hello");
    assertThat(holds()).isZero();
  }

  @Test
  void inputsOfAnEndedJobStayForTheGrace() throws IOException {
    String digest = store.put(bytes("slide"), "text/plain").digest();
    age(digest);
    JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);
    UUID job =
        queue.submit(JobSubmission.of("w", JobKind.INGEST, "{}").withInputDigests(List.of(digest)));
    assertThat(queue.cancel("w", job)).isEqualTo(new JobControl.Accepted(JobState.CANCELLED));

    assertThat(store.collect(Duration.ofDays(1))).isZero();
    assertThat(queue.retry("w", job)).isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(queue.cancel("w", job)).isEqualTo(new JobControl.Accepted(JobState.CANCELLED));
    age(digest);

    assertThat(store.collect(Duration.ofDays(1))).isEqualTo(1);
  }

  @Test
  void inputsThatNoAttemptCouldUseGoAtOnceUnlessAnotherJobNeedsThem() throws IOException {
    ArtifactHold hold = store.hold();
    String digest = hold.put(bytes("no slide"), "text/plain").digest();
    JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);
    JobSubmission submission =
        JobSubmission.of("w", JobKind.INGEST, "{}").withInputDigests(List.of(digest));
    List<UUID> jobs = List.of(queue.submit(submission), queue.submit(submission));
    hold.release();

    for (UUID job : jobs) {
      assertThat(files()).hasSize(1);
      queue.cancel("w", job);
      store.release(job);
    }

    assertThat(files()).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void writersAndDeletersOfTheSameBytesNeverLeaveARowWithoutBytes() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> work =
          IntStream.range(0, 200)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            ArtifactHold hold = store.hold();
                            hold.put(bytes("hello"), "text/plain");
                            if (i != 100) {
                              hold.release();
                            }
                            return null;
                          }))
              .toList();
      for (Future<?> each : work) {
        each.get();
      }
    }
    assertThat(rows()).isEqualTo(1);
    assertThat(files()).hasSize(1);
  }

  @Test
  void whoRefersToBytesNeverLosesThemToOnesThatHaveNoUseForTheSame() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<String>> work =
          IntStream.range(0, 300)
              .mapToObj(i -> threads.submit(() -> putAndMaybeRefer("same " + i % 10, i % 3 == 0)))
              .toList();
      for (Future<String> each : work) {
        String digest = each.get();
        if (!digest.isEmpty()) {
          assertThat(path(digest)).exists();
        }
      }
    }
    assertThat(rows()).isEqualTo(10);
    assertThat(files()).hasSize(10);
    assertThat(holds()).isZero();
  }

  /** Returns the digest of what is referred to, and nothing of what is not. */
  private String putAndMaybeRefer(String text, boolean refer) throws IOException {
    ArtifactHold hold = store.hold();
    String digest = hold.put(bytes(text), "text/plain").digest();
    if (refer) {
      hold(digest);
    }
    hold.release();
    return refer ? digest : "";
  }

  @Test
  void inputsOfAJobWhoseAttemptsRanOutServeARetry() throws IOException {
    ArtifactHold hold = store.hold();
    String digest = hold.put(bytes("slide"), "text/plain").digest();
    JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);
    UUID job =
        queue.submit(
            JobSubmission.of("w", JobKind.INGEST, "{}")
                .withMaxAttempts(1)
                .withInputDigests(List.of(digest)));
    hold.release();
    var claimed = queue.claim("worker", JobKind.INGEST, Duration.ofMinutes(1)).orElseThrow();
    queue.fail(claimed.lease(), "{}", true);

    store.discardIfUnreferenced(digest);
    assertThat(store.collect(Duration.ofDays(1))).isZero();
    assertThat(queue.retry("w", job)).isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(path(digest)).hasContent("slide");
  }

  @Test
  void whoDiscardsAnInputDoesNotWaitForWhoEndsItsJob() throws IOException {
    ArtifactHold hold = store.hold();
    String digest = hold.put(bytes("slide"), "text/plain").digest();
    JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);
    queue.submit(JobSubmission.of("w", JobKind.INGEST, "{}").withInputDigests(List.of(digest)));
    hold.release();

    new TransactionTemplate(transactions)
        .executeWithoutResult(
            _ -> {
              jdbc.sql("select digest from job_input for update").query(String.class).list();
              CompletableFuture.runAsync(() -> store.discardIfUnreferenced(digest))
                  .orTimeout(20, TimeUnit.SECONDS)
                  .join();
              jdbc.sql("delete from job_input").update();
            });

    assertThat(path(digest)).hasContent("slide");
  }

  private void age(String digest) {
    jdbc.sql("update artifact_hold set held_at = now() - interval '2 days' where digest = :digest")
        .param("digest", digest)
        .update();
  }

  private long holds() {
    return jdbc.sql("select count(*) from artifact_hold").query(Long.class).single();
  }

  private Path path(String digest) throws IOException {
    try (LocalCopy copy = store.open(digest)) {
      return copy.path();
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private long rows() {
    return jdbc.sql("select count(*) from artifact").query(Long.class).single();
  }

  @Test
  void theFilesOfAListStayAsLongAsItAndGoWithIt() throws IOException {
    ArtifactHold parts = store.hold();
    String one = parts.put(bytes("one"), "text/plain").digest();
    String two = parts.put(bytes("two"), "text/plain").digest();
    ArtifactHold list = store.hold();
    String listed = list.putList(new FileList(Map.of("a/1", one, "a/2", two))).digest();
    parts.release();

    try (LocalCopy copy = store.open(listed, "a/1")) {
      assertThat(copy.path()).hasContent("one");
      assertThat(copy.path().resolveSibling("2")).hasContent("two");
    }
    list.release();

    assertThat(rows()).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void aFileThatTwoListsNameStaysWithTheOther() throws IOException {
    ArtifactHold first = store.hold();
    ArtifactHold second = store.hold();
    String one = first.put(bytes("one"), "text/plain").digest();
    first.putList(new FileList(Map.of("1", one)));
    String other = second.putList(new FileList(Map.of("2", one))).digest();
    first.release();

    try (LocalCopy copy = store.open(other, "2")) {
      assertThat(copy.path()).hasContent("one");
    }
  }

  @Test
  void theCollectorTakesAListAndThenItsFiles() throws Exception {
    String one = store.put(bytes("one"), "text/plain").digest();
    var _ = store.hold().putList(new FileList(Map.of("1", one)));
    jdbc.sql("delete from artifact_hold").update();

    int deleted = store.collect(Duration.ZERO) + store.collect(Duration.ZERO);

    assertThat(deleted).isEqualTo(2);
    assertThat(rows()).isZero();
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hold(String digest) {
    jdbc.sql(
            """
            with named as (
              insert into upload (id, workspace, expires_at)
              values (uuidv7(), 'w', now() + interval '1 day') returning id)
            insert into upload_part (upload_id, start_bytes, size_bytes, artifact_digest)
            select id, 0, 5, :digest from named
            """)
        .param("digest", digest)
        .update();
  }
}
