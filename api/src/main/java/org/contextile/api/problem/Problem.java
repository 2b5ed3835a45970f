// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.problem;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Dependants;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of a problem (RFC 9457).
 *
 * @param kind which of the catalogue's problems it is
 * @param detail what is wrong this time
 * @param pointer a JSON pointer (RFC 6901) to the offending field, if there is one
 * @param job the job for want of which another failed, if there is one
 * @param dependants what is in the way of a deletion
 */
public record Problem(
    ProblemType kind,
    String detail,
    @Nullable String pointer,
    @Nullable UUID job,
    List<Dependants> dependants) {
  public Problem {
    dependants = List.copyOf(dependants);
  }

  public Problem at(String pointer) {
    return new Problem(kind, detail, pointer, job, dependants);
  }

  public Problem of(UUID job) {
    return new Problem(kind, detail, pointer, job, dependants);
  }

  public Problem naming(List<Dependants> inTheWay) {
    return new Problem(kind, detail, pointer, job, inTheWay);
  }

  /** Such as {@code /problems/missing-mpp}. */
  public String type() {
    return kind.uri();
  }

  public String title() {
    return kind.title();
  }

  public int status() {
    return kind.status();
  }

  /** As the contract writes it: in an answer, and as the error of a job. */
  public org.contextile.api.model.Problem body() {
    return new org.contextile.api.model.Problem(type(), title(), status())
        .detail(detail)
        .pointer(pointer)
        .job(job)
        .dependants(dependants);
  }
}
