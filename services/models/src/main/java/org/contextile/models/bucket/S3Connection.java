// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.bucket;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The SDK's client. It is made when it is first asked for, since to find out where a server is and
 * who it is may take seconds, and most servers read no buckets.
 */
final class S3Connection implements AutoCloseable {
  private static final Region WITH_AN_ENDPOINT = Region.US_EAST_1;

  private final S3Properties properties;
  private @Nullable DefaultCredentialsProvider credentials;
  private @Nullable S3Client client;

  S3Connection(S3Properties properties) {
    this.properties = properties;
  }

  /**
   * The client, with credentials.
   *
   * @throws org.contextile.platform.problem.ProblemException if none are to be had, or no region
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
    S3ClientBuilder client =
        S3Client.builder()
            .credentialsProvider(credentials)
            .forcePathStyle(properties.pathStyle())
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .proxyConfiguration(proxy(properties.endpoint()))
                    .connectionTimeout(properties.connectTimeout())
                    .socketTimeout(properties.readTimeout()))
            // Tries are counted here, where a job can be stopped between them.
            .overrideConfiguration(it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    URI endpoint = properties.endpoint();
    String region = properties.region();
    if (endpoint != null) {
      client.endpointOverride(endpoint).region(WITH_AN_ENDPOINT);
    }
    if (region != null) {
      client.region(Region.of(region));
    }
    return client.build();
  }

  /** By default the SDK takes the proxy of {@code http} for {@code https}, too. */
  private static ProxyConfiguration proxy(@Nullable URI endpoint) {
    String scheme = endpoint == null ? "https" : endpoint.getScheme();
    return ProxyConfiguration.builder().scheme(scheme).build();
  }
}
