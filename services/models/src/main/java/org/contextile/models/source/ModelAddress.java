// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.models.hub.HubName;

/** What the {@code uri} of a model's source names. */
sealed interface ModelAddress {

  /** A repository of the Hub. */
  record Repository(HubName name) implements ModelAddress {}

  /** A file or folder, which an allowed root must hold. */
  record File(String uri) implements ModelAddress {}

  /** An object or folder in a bucket, which must be allowed. */
  record Bucket(String uri) implements ModelAddress {}

  /**
   * Reads an address.
   *
   * @throws ProblemException {@code invalid-request} if it is none
   */
  static ModelAddress parse(String uri) {
    if (uri.startsWith("hf:")) {
      try {
        return new Repository(HubName.parse(uri.substring("hf:".length())));
      } catch (IllegalArgumentException e) {
        throw invalid("A repository of the Hub is named hf:OWNER/NAME.", e);
      }
    }
    if (uri.startsWith("/") || uri.startsWith("file:")) {
      return new File(uri);
    }
    if (uri.startsWith("s3:")) {
      return new Bucket(uri);
    }
    throw invalid("A model's address is file:///PATH, s3://BUCKET/KEY or hf:OWNER/NAME.", null);
  }

  private static ProblemException invalid(
      String detail, @org.jspecify.annotations.Nullable Throwable cause) {
    Problem problem = ProblemType.INVALID_REQUEST.with(detail).at("/source/uri");
    return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
  }
}
