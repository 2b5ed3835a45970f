// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.net.URI;
import java.util.UUID;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobState;
import org.contextile.api.model.Problem;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.CohortsApi;
import org.contextile.client.JobsApi;
import org.contextile.client.ModelsApi;
import org.contextile.client.PredictionsApi;
import org.contextile.client.SlidesApi;
import org.contextile.client.SplitsApi;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The generated client, with waiting for jobs. */
final class PlatformClient {

  private static final String BETWEEN_LOOKS = "wait=1";

  final SlidesApi slides;
  final CohortsApi cohorts;
  final SplitsApi splits;
  final ModelsApi models;
  final JobsApi jobs;
  final ClassifiersApi classifiers;
  final PredictionsApi predictions;

  PlatformClient(URI address) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(address.toString());
    slides = new SlidesApi(client);
    cohorts = new CohortsApi(client);
    splits = new SplitsApi(client);
    models = new ModelsApi(client);
    jobs = new JobsApi(client);
    classifiers = new ClassifiersApi(client);
    predictions = new PredictionsApi(client);
  }

  /**
   * Waits until a job has succeeded, and shows meanwhile how it goes.
   *
   * @throws DemoFailure if it fails or is cancelled
   */
  Job await(UUID id, String what, Console console) throws ApiException {
    while (true) {
      Job job = jobs.getJob(id, null, BETWEEN_LOOKS);
      if (job.getState() == JobState.SUCCEEDED) {
        return job;
      }
      if (job.getState() == JobState.FAILED || job.getState() == JobState.CANCELLED) {
        Problem error = job.getError();
        if (error != null && error.getStatus() != null && error.getStatus() >= 500) {
          throw new IllegalStateException(what + " failed: " + text(error));
        }
        throw new DemoFailure(
            what
                + " ended as "
                + job.getState()
                + (error == null ? "" : ": " + text(error) + " " + remedy(error.getDetail())));
      }
      console.progress(what, job);
    }
  }

  /** What a refused request was refused for, in one line. */
  static String words(ApiException refused) {
    try {
      JsonNode problem = new JsonMapper().readTree(refused.getResponseBody());
      return "The platform refuses this (%s): %s"
          .formatted(problem.path("type").asString(""), problem.path("detail").asString(""));
    } catch (JacksonException | IllegalArgumentException e) {
      return "The platform refuses this: " + refused.getMessage();
    }
  }

  private static String text(Problem error) {
    return "%s (%s)".formatted(error.getDetail(), error.getType());
  }

  /** What a request's field is called here. */
  private static String remedy(@Nullable String detail) {
    return detail != null && detail.contains("mppOverride")
        ? "Here SLIDE_MPP=0.5 says so, for all slides."
        : "";
  }
}
