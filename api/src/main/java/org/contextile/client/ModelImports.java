// SPDX-License-Identifier: Apache-2.0
package org.contextile.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.contextile.api.model.Job;
import org.contextile.api.model.ModelImportRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Models from elsewhere. What is generated for {@code POST /v1/models} knows one answer alone, the
 * model; an import is answered with its job.
 */
public final class ModelImports {
  private final ApiClient client;

  public ModelImports(ApiClient client) {
    this.client = client;
  }

  /**
   * Submits the import of a model.
   *
   * @param idempotencyKey so that the request may be repeated, or null
   * @return the job, whose {@code result.modelId} is the model
   */
  public Job submit(ModelImportRequest request, @Nullable String idempotencyKey)
      throws ApiException {
    try {
      HttpResponse<String> answer =
          client.getHttpClient().send(post(request, idempotencyKey), BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new ApiException(
            answer.statusCode(),
            "createModel call failed with: " + answer.statusCode() + " - " + answer.body(),
            answer.headers(),
            answer.body());
      }
      return client.getObjectMapper().readValue(answer.body(), Job.class);
    } catch (IOException | JacksonException e) {
      throw new ApiException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(e);
    }
  }

  private HttpRequest post(ModelImportRequest request, @Nullable String idempotencyKey) {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(client.getBaseUri() + "/v1/models"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    client.getObjectMapper().writeValueAsBytes(request)));
    if (idempotencyKey != null) {
      post.header("Idempotency-Key", idempotencyKey);
    }
    if (client.getReadTimeout() != null) {
      post.timeout(client.getReadTimeout());
    }
    if (client.getRequestInterceptor() != null) {
      client.getRequestInterceptor().accept(post);
    }
    return post.build();
  }
}
