// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.sql.DataSource;
import me.desair.tus.server.exception.UploadNotFoundException;
import me.desair.tus.server.exception.UploadOffsetMismatchException;
import me.desair.tus.server.upload.UploadIdFactory;
import me.desair.tus.server.upload.UploadInfo;
import me.desair.tus.server.upload.UuidUploadIdFactory;
import org.contextile.artifacts.ArtifactConfiguration;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.testing.TestDatabase;
import org.contextile.library.storage.DirectoryObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Two processes that share a database and an artifact store. */
final class StoredUploadsIT {
  private static final String W = "lab";
  private static final long LIMIT = 1L << 30;

  @TempDir private Path directory;
  private JdbcClient jdbc;
  private ArtifactStore artifacts;
  private StoredUploads one;
  private StoredUploads other;

  @BeforeEach
  void open() {
    DataSource database = TestDatabase.migrated().dataSource();
    jdbc = JdbcClient.create(database);
    JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    artifacts =
        ArtifactConfiguration.store(new DirectoryObjectStore(directory), jdbc, transactions);
    UploadRows rows = new UploadRows(jdbc, transactions, Duration.ofHours(1));
    one = uploads(rows);
    other = uploads(rows);
  }

  @Test
  void bytesInSeveralPartsOfSeveralProcessesComeBackInOrder() throws Exception {
    byte[] bytes = random((int) StoredUploads.PART_BYTES * 2 + 1_003);
    int cut = (int) StoredUploads.PART_BYTES + 17;
    String uri = create(bytes.length);

    one.append(info(one, uri), in(Arrays.copyOf(bytes, cut)));
    assertThat(info(other, uri).getOffset()).isEqualTo(cut);
    other.append(info(other, uri), in(Arrays.copyOfRange(bytes, cut, bytes.length)));

    assertThat(info(one, uri).isUploadInProgress()).isFalse();
    try (InputStream in = one.getUploadedBytes(uri, W)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void whatCameBeforeAConnectionBrokeIsKept() throws Exception {
    String uri = create(100);

    assertThatThrownBy(() -> one.append(info(one, uri), breaking(random(37))))
        .hasMessage("the cable was pulled");

    assertThat(info(other, uri).getOffset()).isEqualTo(37);
    other.append(info(other, uri), in(random(63)));
    assertThat(info(one, uri).isUploadInProgress()).isFalse();
  }

  @Test
  void ofTwoThatAppendAtTheSamePlaceOneIsRefused() throws Exception {
    String uri = create(100);
    UploadInfo first = info(one, uri);
    UploadInfo second = info(other, uri);
    one.append(first, in(random(10)));

    assertThatThrownBy(() -> other.append(second, in(random(20))))
        .isInstanceOf(UploadOffsetMismatchException.class);

    assertThat(info(one, uri).getOffset()).isEqualTo(10);
    assertThat(artifacts()).isEqualTo(1);
  }

  @Test
  void noMoreIsTakenThanWasAnnounced() throws Exception {
    String uri = create(10);

    one.append(info(one, uri), in(random(20)));

    assertThat(info(one, uri).getOffset()).isEqualTo(10);
  }

  @Test
  void bytesAreTakenBackByTheRequest() throws Exception {
    String uri = create(100);
    one.append(info(one, uri), in(random(10)));
    one.append(info(one, uri), in(random(20)));

    other.removeLastNumberOfBytes(info(other, uri), 20);

    assertThat(info(one, uri).getOffset()).isEqualTo(10);
    assertThat(artifacts()).isEqualTo(1);
  }

  @Test
  void partsGoWithTheirUploadUnlessAnotherHasTheSame() throws Exception {
    String uri = create(10);
    String same = create(10);
    one.append(info(one, uri), in(random(10)));
    one.append(info(one, same), in(random(10)));

    one.terminateUpload(info(one, uri));
    assertThat(one.getUploadInfo(uri, W)).isNull();
    assertThat(artifacts()).isEqualTo(1);
    one.terminateUpload(info(one, same));
    assertThat(artifacts()).isZero();
  }

  @Test
  void whatNobodyNamesInTimeGoes() throws Exception {
    String old = create(10);
    String young = create(10);
    one.append(info(one, old), in(random(10)));
    jdbc.sql("update upload set expires_at = now() - interval '1 s' where offset_bytes > 0")
        .update();

    one.cleanupExpiredUploads(new UnlockedUploads());

    assertThat(one.getUploadInfo(old, W)).isNull();
    assertThat(one.getUploadInfo(young, W)).isNotNull();
    assertThat(artifacts()).isZero();
  }

  @Test
  void whatIsExpiredIsNotThereThoughNobodyHasRemovedIt() throws Exception {
    String old = create(10);
    jdbc.sql("update upload set expires_at = now() - interval '1 s'").update();

    assertThat(one.getUploadInfo(old, W)).isNull();
  }

  @Test
  void uploadsAreJoinedInOrderWithoutACopy() throws Exception {
    byte[] bytes = random(3_000);
    List<String> partial = List.of(create(1_000), create(500), create(1_500));
    int start = 0;
    for (String uri : partial) {
      UploadInfo info = info(one, uri);
      int end = start + info.getLength().intValue();
      one.append(info, in(Arrays.copyOfRange(bytes, start, end)));
      start = end;
    }
    long before = artifacts();
    UploadInfo joined = new UploadInfo();
    String uri = Uploads.ADDRESS + "/" + one.create(joined, W).getId();
    joined.setConcatenationPartIds(
        List.of("https://example.org" + partial.get(0), partial.get(1) + "/", partial.get(2)));

    one.getUploadConcatenationService().merge(joined);

    assertThat(info(other, uri).getOffset()).isEqualTo(3_000);
    assertThat(info(other, uri).isUploadInProgress()).isFalse();
    try (InputStream in = other.getUploadedBytes(uri, W)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(artifacts()).isEqualTo(before);
  }

  @Test
  void anotherWorkspaceHasNoSuchUpload() throws Exception {
    String uri = create(10);

    assertThat(one.getUploadInfo(uri, "other")).isNull();
    assertThatThrownBy(() -> one.getUploadedBytes(uri, "other"))
        .isInstanceOf(UploadNotFoundException.class);
  }

  private String create(long length) throws IOException {
    UploadInfo upload = new UploadInfo();
    upload.setLength(length);
    return Uploads.ADDRESS + "/" + one.create(upload, W).getId();
  }

  private static UploadInfo info(StoredUploads uploads, String uri) {
    return Objects.requireNonNull(uploads.getUploadInfo(uri, W));
  }

  private StoredUploads uploads(UploadRows rows) {
    StoredUploads uploads = new StoredUploads(artifacts, rows, LIMIT, Duration.ofHours(1));
    UploadIdFactory ids = new UuidUploadIdFactory();
    ids.setUploadUri(Uploads.ADDRESS);
    uploads.setIdFactory(ids);
    return uploads;
  }

  private long artifacts() {
    return jdbc.sql("select count(*) from artifact").query(Long.class).single();
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static InputStream breaking(byte[] bytes) {
    return new SequenceInputStream(
        in(bytes),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the cable was pulled");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        });
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
