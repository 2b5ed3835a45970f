// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import org.contextile.library.storage.s3.S3Clients;
import org.contextile.library.storage.s3.S3Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The SDK's client. It is made when it is first asked for, since to find out where a server is and
 * who it is may take seconds, and most servers read no buckets.
 */
final class S3Connection implements AutoCloseable {
  private final S3Properties properties;
  private @Nullable DefaultCredentialsProvider credentials;
  private @Nullable S3Client client;

  S3Connection(S3Properties properties) {
    this.properties = properties;
  }

  /**
   * The client, with credentials.
   *
   * @throws org.contextile.api.problem.ProblemException if none are to be had, or no region
   */
  synchronized S3Client client(BucketProblems problems) {
    if (credentials == null) {
      credentials = DefaultCredentialsProvider.builder().build();
    }
    try {
      var _ = credentials.resolveCredentials();
    } catch (SdkClientException e) {
      throw problems.withoutCredentials();
    }
    if (client == null) {
      try {
        client = client(properties, credentials);
      } catch (SdkClientException e) {
        throw problems.unreachable("no region is set (contextile.s3.region, or AWS_REGION)");
      }
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
    if (credentials != null) {
      credentials.close();
    }
  }

  private static S3Client client(S3Properties properties, DefaultCredentialsProvider credentials) {
    // Tries are counted here, where a job can be stopped between them.
    return S3Clients.create(
        new S3Settings(
            properties.endpoint(),
            properties.region(),
            properties.pathStyle(),
            properties.connectTimeout(),
            properties.readTimeout()),
        credentials,
        DefaultRetryStrategy.doNotRetry());
  }
}
