// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.net.URI;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket in memory behind S3's protocol, which can go away and come back. */
final class Bucket implements AutoCloseable {
  static final String NAME = "slides";

  private static final String ACCESS_KEY = "lab";
  private static final String SECRET_KEY = "secret-of-the-lab";

  private final BlobStore objects = new TransientNio2BlobStore();
  private S3Proxy server;
  private final int port;

  Bucket() {
    objects.createContainer(NAME);
    server = serve(0);
    port = server.getPort();
  }

  S3Settings settings() {
    return new S3Settings(
        URI.create("http://127.0.0.1:" + port),
        null,
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20));
  }

  static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
  }

  /** A client of the test's own. */
  S3Client client(RetryStrategy retries) {
    return S3Clients.create(settings(), credentials(), retries);
  }

  void goAway() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void comeBack() {
    server = serve(port);
  }

  @Override
  public void close() {
    goAway();
  }

  private S3Proxy serve(int at) {
    S3Proxy started =
        S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:" + at))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .blobStore(objects)
            .build();
    try {
      started.start();
      return started;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
