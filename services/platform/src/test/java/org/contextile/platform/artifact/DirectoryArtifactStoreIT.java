// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

final class DirectoryArtifactStoreIT {

  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir private Path directory;
  private JdbcClient jdbc;
  private DirectoryArtifactStore store;

  @BeforeEach
  void open() {
    DataSource database = TestDatabase.migrated().dataSource();
    jdbc = JdbcClient.create(database);
    store =
        new DirectoryArtifactStore(
            directory, new ArtifactRows(jdbc, new JdbcTransactionManager(database)));
  }

  @Test
  void anArtifactIsNamedByItsContent() throws IOException {
    Artifact artifact = store.put(bytes("hello"), "text/plain");

    assertThat(artifact).isEqualTo(new Artifact(HELLO_SHA256, 5, "text/plain"));
    assertThat(store.path(artifact.digest())).hasContent("hello");
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

  @Test
  void anArtifactThatNobodyRefersToIsDiscarded() throws IOException {
    Artifact artifact = store.put(bytes("hello"), "text/plain");

    store.discardIfUnreferenced(artifact.digest());

    assertThat(files()).isEmpty();
    assertThat(rows()).isZero();
    assertThatThrownBy(() -> store.path(artifact.digest()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatNothingRefersToIsCollectedAfterTheGrace() throws IOException {
    String lost = store.put(bytes("lost"), "text/plain").digest();
    String held = store.put(bytes("held"), "text/plain").digest();
    String young = store.put(bytes("young"), "text/plain").digest();
    hold(held);
    for (String old : List.of(lost, held)) {
      jdbc.sql("update artifact set created_at = now() - interval '2 days' where digest = :digest")
          .param("digest", old)
          .update();
    }
    Path rowless = Files.writeString(store.path(lost).resolveSibling("0".repeat(62)), "no row");
    Path cutOff = Files.writeString(directory.resolve("tmp").resolve("cut-off"), "half");
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    for (Path file : List.of(rowless, cutOff, store.path(held))) {
      Files.setLastModifiedTime(file, old);
    }

    assertThat(store.collect(Duration.ofDays(1))).isEqualTo(2);

    assertThat(files()).containsExactlyInAnyOrder(store.path(held), store.path(young));
    assertThat(rows()).isEqualTo(2);
    assertThat(store.collect(Duration.ofDays(1))).isZero();
  }

  @Test
  void bytesThatArePutAgainBeginTheirGraceAnew() throws IOException {
    store.put(bytes("again"), "text/plain");
    jdbc.sql("update artifact set created_at = now() - interval '2 days'").update();
    store.put(bytes("again"), "text/plain");

    assertThat(store.collect(Duration.ofDays(1))).isZero();
  }

  @Test
  void anArtifactThatARowRefersToStays() throws IOException {
    Artifact artifact = store.put(bytes("hello"), "text/plain");
    hold(artifact.digest());

    store.discardIfUnreferenced(artifact.digest());

    assertThat(store.path(artifact.digest())).hasContent("hello");
    assertThat(rows()).isEqualTo(1);
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
                            if (i % 2 == 0) {
                              store.put(bytes("hello"), "text/plain");
                            } else {
                              store.discardIfUnreferenced(HELLO_SHA256);
                            }
                            return null;
                          }))
              .toList();
      for (Future<?> each : work) {
        each.get();
      }
    }
    assertThat(rows()).isEqualTo(files().size());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private long rows() {
    return jdbc.sql("select count(*) from artifact").query(Long.class).single();
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
            insert into upload (workspace, name, artifact_digest, expires_at)
            values ('w', 'n', :digest, now() + interval '1 day')
            """)
        .param("digest", digest)
        .update();
  }
}
