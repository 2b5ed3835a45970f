// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.util.ArrayList;
import java.util.Map;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobOutput;
import org.contextile.api.model.JobOutputType;
import org.contextile.api.model.JobState;
import org.contextile.db.job.JobView;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A job as the answer to its submission shows it, when nobody has worked on it yet. */
public final class AcceptedJob {
  private static final TypeReference<Map<String, Object>> REQUEST = new TypeReference<>() {};

  private AcceptedJob() {}

  public static Job toApi(JobView job, JsonMapper json) {
    return new Job(
        job.id(),
        JobKind.fromValue(job.kind().text()),
        JobState.valueOf(job.state().name()),
        job.priority(),
        json.readValue(job.requestJson(), REQUEST),
        new ArrayList<>(),
        job.dependsOn(),
        job.outputs().stream()
            .map(it -> new JobOutput(JobOutputType.fromValue(it.type().text()), it.id()))
            .toList(),
        job.createdAt());
  }
}
