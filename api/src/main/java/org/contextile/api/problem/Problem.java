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
 * @param detail what is wrong this time; its end is cut off beyond 2000 characters
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
  /** Characters: whoever reads it looks at it whole, be it on a page or in a log. */
  private static final int LONGEST_DETAIL = 2000;

  public Problem {
    dependants = List.copyOf(dependants);
    if (detail.length() > LONGEST_DETAIL) {
      int end = LONGEST_DETAIL - 1;
      detail =
          detail.substring(0, end - (Character.isHighSurrogate(detail.charAt(end - 1)) ? 1 : 0))
              + "…";
    }
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
        .retryable(kind.retryable())
        .pointer(pointer)
        .job(job)
        .dependants(dependants);
  }
}
