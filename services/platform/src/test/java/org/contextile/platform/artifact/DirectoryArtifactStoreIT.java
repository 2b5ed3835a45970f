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
  void anArtifactThatARowRefersToStays() throws IOException {
    Artifact artifact = store.put(bytes("hello"), "text/plain");
    jdbc.sql(
            """
            insert into upload (workspace, name, artifact_digest, expires_at)
            values ('w', 'n', :digest, now() + interval '1 day')
            """)
        .param("digest", artifact.digest())
        .update();

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
}
