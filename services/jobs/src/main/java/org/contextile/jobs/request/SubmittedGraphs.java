// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.UUID;
import org.contextile.api.model.JobList;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.job.JobGraphRows;
import org.contextile.jobs.view.AcceptedJobs;
import org.contextile.web.http.RepeatedAnswer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers graphs of jobs, first and repeated ones alike: with the jobs as they were submitted. */
@Component
class SubmittedGraphs implements RepeatedAnswer {
  private final JobGraphRows rows;
  private final AcceptedJobs accepted;

  SubmittedGraphs(JobGraphRows rows, AcceptedJobs accepted) {
    this.rows = rows;
    this.accepted = accepted;
  }

  @Override
  public MadeType of() {
    return MadeType.JOB_GRAPH;
  }

  @Override
  public ResponseEntity<JobList> to(String workspace, UUID id) {
    return ResponseEntity.accepted()
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(
            new JobList(
                rows.jobs(workspace, id).stream()
                    .map(job -> accepted.job(workspace, job))
                    .toList()));
  }
}
