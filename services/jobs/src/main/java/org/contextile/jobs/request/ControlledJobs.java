// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.UUID;
import org.contextile.api.model.Job;
import org.contextile.db.idempotency.MadeType;
import org.contextile.jobs.view.AcceptedJobs;
import org.contextile.jobs.view.JobMapping;
import org.contextile.web.http.RepeatedAnswer;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers cancellations and retries, with the job as it has become. */
@Component
class ControlledJobs implements RepeatedAnswer {
  private final JobCommands commands;
  private final JobMapping mapping;

  ControlledJobs(JobCommands commands, JobMapping mapping) {
    this.commands = commands;
    this.mapping = mapping;
  }

  @Override
  public MadeType of() {
    return MadeType.JOB_CONTROL;
  }

  @Override
  public ResponseEntity<Job> to(String workspace, UUID id) {
    return AcceptedJobs.answer(id, mapping.toApi(commands.find(workspace, id)));
  }
}
