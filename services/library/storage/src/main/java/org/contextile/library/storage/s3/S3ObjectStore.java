// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.storage.ObjectStore;
import org.contextile.library.storage.Sha256;
import org.contextile.library.storage.StagedFile;
import org.contextile.library.storage.StagedObject;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket. Each is written once, under a condition and with its SHA-256, which the
 * bucket compares; each that comes back is compared with its name. A bucket that is away is asked
 * again for as long as patience lasts.
 */
public final class S3ObjectStore implements ObjectStore {
  private static final Duration DELETION = Duration.ofSeconds(5);

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final LocalCache cache;

  /**
   * @param prefix before each object's digest, such as {@code contextile/}, or empty
   * @param cache this process's own folder for copies
   * @param cacheBytes of copies that are closed; open ones may be more
   * @param patience for how long a bucket may be away
   * @throws software.amazon.awssdk.core.exception.SdkClientException if there is no region
   */
  public S3ObjectStore(
      S3Settings settings,
      AwsCredentialsProvider credentials,
      String bucket,
      String prefix,
      Path cache,
      long cacheBytes,
      Duration patience)
      throws IOException {
    S3Patience waiting = new S3Patience(patience);
    this.client = S3Clients.create(settings, credentials, waiting.retries());
    this.bucket = bucket;
    this.prefix = prefix;
    this.cache =
        new LocalCache(
            cache,
            cacheBytes,
            (digest, size, target) ->
                new S3Download(client, bucket, key(digest), digest, size, waiting).into(target));
  }

  @Override
  public StagedObject stage(InputStream in) throws IOException {
    StagedFile file = StagedFile.write(in, cache.staging());
    return new S3StagedObject(this, file, new S3Upload(client, bucket, key(file.digest()), file));
  }

  @Override
  public LocalCopy open(String digest) throws IOException {
    Sha256.check(digest);
    return cache.open(digest, () -> size(digest));
  }

  @Override
  public InputStream read(String digest, long offset) throws IOException {
    long size = size(digest);
    if (offset >= size) {
      return InputStream.nullInputStream();
    }
    return S3Failures.ask(
        digest,
        () ->
            new AbortingStream(
                client.getObject(
                    it -> it.bucket(bucket).key(key(digest)).range("bytes=" + offset + "-"))));
  }

  @Override
  public long size(String digest) throws IOException {
    return head(digest).contentLength();
  }

  @Override
  public boolean contains(String digest) throws IOException {
    try {
      var _ = head(digest);
      return true;
    } catch (MissingObjectException e) {
      return false;
    }
  }

  /** Asks once, and briefly: it is done under a lock, and what stays is found again. */
  @Override
  public void delete(String digest) throws IOException {
    String key = key(digest);
    var _ =
        S3Failures.ask(
            digest,
            () ->
                client.deleteObject(
                    it ->
                        it.bucket(bucket)
                            .key(key)
                            .overrideConfiguration(limit -> limit.apiCallTimeout(DELETION))));
    cache.forget(digest);
  }

  @Override
  public List<String> publishedBefore(Instant limit) throws IOException {
    try {
      return client
          .listObjectsV2Paginator(it -> it.bucket(bucket).prefix(prefix))
          .contents()
          .stream()
          .filter(object -> object.lastModified().isBefore(limit))
          .map(S3Object::key)
          .map(key -> key.substring(prefix.length()))
          .filter(name -> name.matches("[0-9a-f]{64}"))
          .toList();
    } catch (SdkException e) {
      throw S3Failures.failed("to list " + bucket, e);
    }
  }

  @Override
  public void deleteStagedBefore(Instant limit) throws IOException {
    cache.deleteStagedBefore(limit);
  }

  @Override
  public void close() {
    client.close();
    cache.close();
  }

  /** Keeps what was just published, since its writer often reads it next. */
  void keep(StagedFile file) throws IOException {
    cache.adopt(file);
  }

  private HeadObjectResponse head(String digest) throws IOException {
    String key = key(digest);
    return S3Failures.ask(digest, () -> client.headObject(it -> it.bucket(bucket).key(key)));
  }

  private String key(String digest) {
    return prefix + Sha256.check(digest);
  }
}
