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
        throw new DemoFailure(
            what + " ended as " + job.getState() + (error == null ? "" : ": " + text(error)));
      }
      console.progress(what, job);
    }
  }

  private static String text(Problem error) {
    return error.getType() + ", " + error.getDetail();
  }
}
