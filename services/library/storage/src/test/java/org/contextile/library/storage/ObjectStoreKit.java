// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of objects must do; a new one extends it. */
public abstract class ObjectStoreKit {
  private static final String NOBODY = "0".repeat(64);

  /** The store under test, the same through one test, empty at its start. */
  protected abstract ObjectStore store();

  /** More bytes than the store moves at once, and no multiple of anything. */
  protected int largeBytes() {
    return 2_500_003;
  }

  @Test
  void whatIsPublishedIsReadBackUnderItsDigest() throws IOException {
    byte[] bytes = random(largeBytes());
    String digest = publish(bytes);

    assertThat(digest).isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(bytes)));
    assertThat(store().size(digest)).isEqualTo(bytes.length);
    try (LocalCopy copy = store().open(digest)) {
      assertThat(copy.path()).hasBinaryContent(bytes);
    }
  }

  @Test
  void anEmptyObjectIsOne() throws IOException {
    String digest = publish(new byte[0]);

    assertThat(store().size(digest)).isZero();
    try (LocalCopy copy = store().open(digest);
        InputStream in = store().read(digest, 0)) {
      assertThat(copy.path()).isEmptyFile();
      assertThat(in).isEmpty();
    }
  }

  @Test
  void rangesBeginWhereTheyAreAskedTo() throws IOException {
    byte[] bytes = random(100_003);
    String digest = publish(bytes);

    for (int offset : List.of(0, 1, 4_095, 65_537, 100_002, 100_003)) {
      try (InputStream in = store().read(digest, offset)) {
        assertThat(in).hasBinaryContent(Arrays.copyOfRange(bytes, offset, bytes.length));
      }
    }
  }

  @Test
  void aRangeCanBeLeftBeforeItsEnd() throws IOException {
    String digest = publish(random(largeBytes()));

    try (InputStream in = store().read(digest, 3)) {
      assertThat(in.readNBytes(7)).hasSize(7);
    }
  }

  @Test
  void whatIsStagedIsNotSeen() throws IOException {
    try (StagedObject staged = store().stage(bytes("hidden"))) {
      assertThat(staged.sizeBytes()).isEqualTo(6);
      assertThat(store().contains(staged.digest())).isFalse();
    }
    assertThat(store().publishedBefore(tomorrow())).isEmpty();
  }

  @Test
  void aStreamThatBreaksLeavesNothing() {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(random(100_003)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the cable was pulled");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
              }
            });

    assertThatThrownBy(() -> store().stage(broken)).hasMessage("the cable was pulled");
  }

  @Test
  void toPublishTwiceIsToPublishOnce() throws IOException {
    try (StagedObject staged = store().stage(bytes("twice"))) {
      staged.transfer();
      staged.publish();
      staged.publish();
      staged.ensure();
    }
    String digest = publish("twice".getBytes(StandardCharsets.UTF_8));

    assertThat(store().publishedBefore(tomorrow())).containsExactly(digest);
  }

  @Test
  void whatWasTransferredAndThenDeletedIsPublishedAllTheSame() throws IOException {
    try (StagedObject staged = store().stage(bytes("gone"))) {
      staged.transfer();
      store().delete(staged.digest());
      staged.publish();
      staged.ensure();
      assertThat(store().contains(staged.digest())).isTrue();
    }
  }

  @Test
  void whatIsNotThereIsMissing() throws IOException {
    assertThat(store().contains(NOBODY)).isFalse();
    store().delete(NOBODY);
    assertThatThrownBy(() -> store().open(NOBODY)).isInstanceOf(MissingObjectException.class);
    assertThatThrownBy(() -> store().size(NOBODY)).isInstanceOf(MissingObjectException.class);
    assertThatThrownBy(
            () -> {
              try (InputStream in = store().read(NOBODY, 0)) {
                var _ = in.read();
              }
            })
        .isInstanceOf(MissingObjectException.class);
  }

  @Test
  void namesThatAreNoDigestsAreRefused() {
    for (String name : List.of("", "../etc", "0".repeat(63) + "G", "0".repeat(65))) {
      assertThatThrownBy(() -> store().open(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsDeletedIsMissing() throws IOException {
    String digest = publish(random(1_009));

    store().delete(digest);

    assertThat(store().contains(digest)).isFalse();
    assertThat(store().publishedBefore(tomorrow())).isEmpty();
  }

  @Test
  void whatIsDeletedWhileItIsReadIsReadToItsEnd() throws IOException {
    byte[] bytes = random(largeBytes());
    String digest = publish(bytes);

    try (LocalCopy copy = store().open(digest);
        InputStream in = Files.newInputStream(copy.path())) {
      store().delete(digest);
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThatThrownBy(() -> store().open(digest)).isInstanceOf(MissingObjectException.class);
  }

  @Test
  void whatIsPublishedAgainAfterItsDeletionIsThere() throws IOException {
    byte[] bytes = random(1_009);
    String digest = publish(bytes);
    try (LocalCopy _ = store().open(digest)) {
      store().delete(digest);
      assertThat(publish(bytes)).isEqualTo(digest);
    }

    try (LocalCopy copy = store().open(digest)) {
      assertThat(copy.path()).hasBinaryContent(bytes);
    }
  }

  @Test
  void whatIsYoungIsNotListedAsOld() throws IOException {
    String digest = publish(random(1_009));

    assertThat(store().publishedBefore(Instant.now().minus(Duration.ofHours(1)))).isEmpty();
    assertThat(store().publishedBefore(tomorrow())).containsExactly(digest);
  }

  @Test
  void whatIsStagedIsDeletedOnlyWhenItIsOld() throws IOException {
    try (StagedObject staged = store().stage(bytes("slow"))) {
      store().deleteStagedBefore(Instant.now().minus(Duration.ofHours(1)));
      staged.publish();
      staged.ensure();
      assertThat(store().contains(staged.digest())).isTrue();
    }
  }

  @Test
  void aCopyThatIsClosedGivesNoPath() throws IOException {
    LocalCopy copy = store().open(publish(bytes("closed").readAllBytes()));
    copy.close();
    copy.close();

    assertThatThrownBy(copy::path).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyAtOncePublishAndReadTheSameAndOthers() throws Exception {
    List<byte[]> contents = IntStream.range(0, 4).mapToObj(i -> random(200_003 + i)).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> work =
          IntStream.range(0, 64)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            byte[] bytes = contents.get(i % contents.size());
                            String digest = publish(bytes);
                            try (LocalCopy copy = store().open(digest)) {
                              assertThat(Files.readAllBytes(copy.path())).isEqualTo(bytes);
                            }
                            return null;
                          }))
              .toList();
      for (Future<?> each : work) {
        each.get();
      }
    }
    assertThat(store().publishedBefore(tomorrow())).hasSize(contents.size());
  }

  /** Stores bytes as a user of the port does. */
  protected final String publish(byte[] bytes) throws IOException {
    try (StagedObject staged = store().stage(new ByteArrayInputStream(bytes))) {
      staged.transfer();
      staged.publish();
      staged.ensure();
      return staged.digest();
    }
  }

  protected static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  protected static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  protected static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }

  /** Files below a folder. */
  protected static long filesIn(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }
}
