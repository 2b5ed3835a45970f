// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's client as all of the platform uses it. */
public final class S3Clients {
  private static final Region WITH_AN_ENDPOINT = Region.US_EAST_1;

  private S3Clients() {}

  /**
   * A client; the caller closes it, and the credentials after it.
   *
   * @throws software.amazon.awssdk.core.exception.SdkClientException if there is no region
   */
  public static S3Client create(
      S3Settings settings, AwsCredentialsProvider credentials, RetryStrategy retries) {
    S3ClientBuilder client =
        S3Client.builder()
            .credentialsProvider(credentials)
            .forcePathStyle(settings.pathStyle())
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .proxyConfiguration(proxy(settings.endpoint()))
                    .connectionTimeout(settings.connectTimeout())
                    .socketTimeout(settings.readTimeout()))
            .overrideConfiguration(it -> it.retryStrategy(retries));
    if (settings.endpoint() != null) {
      client.endpointOverride(settings.endpoint()).region(WITH_AN_ENDPOINT);
    }
    if (settings.region() != null) {
      client.region(Region.of(settings.region()));
    }
    return client.build();
  }

  /** By default the SDK takes the proxy of {@code http} for {@code https}, too. */
  private static ProxyConfiguration proxy(@Nullable URI endpoint) {
    String scheme = endpoint == null ? "https" : endpoint.getScheme();
    return ProxyConfiguration.builder().scheme(scheme).build();
  }
}
