// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.ObjectStore;
import org.contextile.library.storage.ObjectStoreKit;
import org.contextile.library.storage.StagedFile;
import org.contextile.library.storage.StagedObject;
import org.contextile.library.storage.UnreachableStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(120)
final class S3ObjectStoreTest extends ObjectStoreKit {
  private static final long CACHE_BYTES = 40_000_000;
  private static final String PREFIX = "contextile/";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path cache;
  @TempDir private Path otherCache;
  private Bucket bucket;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    bucket = new Bucket();
    store = store(cache, CACHE_BYTES, PATIENCE);
  }

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  /** More than two parts. */
  @Override
  protected int largeBytes() {
    return 33_554_467;
  }

  @Test
  void anotherProcessReadsWhatOnePublished() throws IOException {
    byte[] bytes = random(1_000_003);
    String digest = publish(bytes);

    try (ObjectStore other = store(otherCache, CACHE_BYTES, PATIENCE);
        LocalCopy copy = other.open(digest)) {
      assertThat(copy.path()).startsWith(otherCache).hasBinaryContent(bytes);
    }
  }

  @Test
  void aBucketThatIsAwayForAWhileLosesNothing() throws Exception {
    byte[] bytes = random(100_003);
    String before = publish(random(50_021));
    try (ObjectStore other = store(otherCache, CACHE_BYTES, PATIENCE);
        StagedObject staged = store.stage(new ByteArrayInputStream(bytes))) {
      bucket.goAway();
      CompletableFuture<Void> published = inBackground(staged::ensure);
      CompletableFuture<Void> read =
          inBackground(
              () -> {
                try (LocalCopy copy = other.open(before)) {
                  assertThat(copy.path()).hasBinaryContent(random(50_021));
                }
              });
      assertThat(published).isNotDone();
      bucket.comeBack();
      published.join();
      read.join();
      assertThat(store.contains(staged.digest())).isTrue();
    }
  }

  @Test
  void aBucketThatStaysAwayFailsWithoutATrace() throws IOException {
    try (ObjectStore impatient = store(otherCache, CACHE_BYTES, Duration.ZERO)) {
      String digest = publish(random(10_007));
      bucket.goAway();
      assertThatThrownBy(() -> impatient.open(digest))
          .isInstanceOf(UnreachableStoreException.class)
          .hasMessageContaining(digest);
      bucket.comeBack();
      try (LocalCopy copy = impatient.open(digest)) {
        assertThat(copy.path()).hasBinaryContent(random(10_007));
      }
    }
  }

  @Test
  void aDamagedObjectIsNeverACopy() throws IOException {
    String digest = publish(random(10_007));
    try (S3Client client = bucket.client(new S3Patience(PATIENCE).retries());
        ObjectStore other = store(otherCache, CACHE_BYTES, PATIENCE)) {
      client.putObject(
          it -> it.bucket(Bucket.NAME).key(PREFIX + digest), RequestBody.fromString("other"));

      assertThatThrownBy(() -> other.open(digest)).hasMessageContaining("damaged");
    }
    assertThat(filesIn(otherCache)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_007, 33_554_467})
  void anObjectIsNotWrittenOverAnother(int size) throws IOException {
    StagedFile file = StagedFile.write(new ByteArrayInputStream(random(size)), otherCache);
    String key = PREFIX + file.digest();
    try (S3Client client = bucket.client(new S3Patience(PATIENCE).retries())) {
      client.putObject(it -> it.bucket(Bucket.NAME).key(key), RequestBody.fromString("first"));

      new S3Upload(client, Bucket.NAME, key, file).run();

      assertThat(client.getObjectAsBytes(it -> it.bucket(Bucket.NAME).key(key)).asUtf8String())
          .isEqualTo("first");
    }
  }

  @Test
  void theCacheStaysWithinItsBoundAndKeepsWhatIsOpen() throws IOException {
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      digests.add(publish(random(100_003 + i)));
    }
    try (ObjectStore small = store(otherCache, 250_000, PATIENCE)) {
      try (LocalCopy first = small.open(digests.getFirst())) {
        for (String digest : digests) {
          small.open(digest).close();
          assertThat(bytesIn(otherCache)).isLessThanOrEqualTo(250_000);
        }
        assertThat(first.path()).hasBinaryContent(random(100_003));
      }
      List<LocalCopy> open = new ArrayList<>();
      for (String digest : digests) {
        open.add(small.open(digest));
      }
      assertThat(open).allSatisfy(copy -> assertThat(copy.path()).exists());
      open.forEach(LocalCopy::close);
      assertThat(bytesIn(otherCache)).isLessThanOrEqualTo(250_000);
    }
  }

  @Test
  void aCacheServesTheProcessThatStartsNext() throws IOException {
    String digest = publish(random(10_007));
    store.close();

    store = store(cache, CACHE_BYTES, Duration.ZERO);
    bucket.goAway();

    try (LocalCopy copy = store.open(digest)) {
      assertThat(copy.path()).hasBinaryContent(random(10_007));
    }
  }

  @Test
  void processesThatShareAFolderHaveCachesOfTheirOwn() throws IOException {
    String digest = publish(random(10_007));

    try (ObjectStore other = store(cache, CACHE_BYTES, PATIENCE);
        LocalCopy mine = store.open(digest);
        LocalCopy its = other.open(digest)) {
      assertThat(its.path()).isNotEqualTo(mine.path()).hasBinaryContent(random(10_007));
    }
  }

  @Test
  void aDeletionDoesNotWaitForABucketThatIsAway() throws IOException {
    String digest = publish(random(10_007));
    bucket.goAway();

    assertThatThrownBy(() -> store.delete(digest)).isInstanceOf(IOException.class);
  }

  private ObjectStore store(Path folder, long cacheBytes, Duration patience) throws IOException {
    return new S3ObjectStore(
        bucket.settings(), Bucket.credentials(), Bucket.NAME, PREFIX, folder, cacheBytes, patience);
  }

  private interface Action {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> inBackground(Action action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    action.run();
                    done.complete(null);
                  } catch (Throwable e) {
                    done.completeExceptionally(e);
                  }
                });
    return done;
  }

  private static long bytesIn(Path folder) throws IOException {
    long bytes = 0;
    try (var all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
