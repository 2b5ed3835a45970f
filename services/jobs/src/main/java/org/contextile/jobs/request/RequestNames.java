// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobOutputs;

/** Gathers what one request names, be it there or still to be made by a job. */
final class RequestNames {
  private final JobOutputs outputs;
  private final String workspace;
  private final List<String> digests = new ArrayList<>();
  private final Set<UUID> makers = new HashSet<>();

  RequestNames(JobOutputs outputs, String workspace) {
    this.outputs = outputs;
    this.workspace = workspace;
  }

  String workspace() {
    return workspace;
  }

  void there(List<String> artifacts) {
    digests.addAll(artifacts);
  }

  /**
   * Notes one thing.
   *
   * @param artifact of the thing, if it is there
   * @param pointer the request's field that names it
   * @throws ProblemException {@code unknown-…} if it neither is there nor will be
   */
  void one(JobOutputType type, UUID id, Optional<String> artifact, String pointer) {
    if (artifact.isPresent()) {
      digests.add(artifact.get());
    } else if (later(type, List.of(id)).isEmpty()) {
      throw unknown(type, id, pointer);
    }
  }

  /**
   * Notes those of these things, none of which is there, that jobs are to make; the ids of them.
   */
  Set<UUID> later(JobOutputType type, List<UUID> missing) {
    Map<UUID, UUID> found = outputs.makers(workspace, type, missing);
    makers.addAll(found.values());
    return found.keySet();
  }

  NamedByRequest all() {
    return new NamedByRequest(digests, makers);
  }

  static ProblemException unknown(JobOutputType what, UUID id, String pointer) {
    ProblemType type =
        switch (what) {
          case SLIDE -> ProblemType.UNKNOWN_SLIDE;
          case MODEL -> ProblemType.UNKNOWN_MODEL;
          case CLASSIFIER -> ProblemType.UNKNOWN_CLASSIFIER;
        };
    return new ProblemException(
        type.with(
                "This workspace has no "
                    + what.text()
                    + " "
                    + id
                    + ", and no job that is to make it.")
            .at(pointer));
  }
}
