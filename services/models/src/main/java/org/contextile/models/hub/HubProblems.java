// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.net.URI;
import java.net.http.HttpHeaders;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.springframework.util.unit.DataSize;

/**
 * What went wrong with a request of a workspace, and what to do about it.
 *
 * @param authorised whether a token was sent
 */
record HubProblems(URI endpoint, HubName name, String workspace, boolean authorised) {

  /** The Hub refused: status 401, 403 or 404. */
  ProblemException refused(int status, HttpHeaders headers, String what) {
    String code = headers.firstValue("X-Error-Code").orElse("");
    if (code.equals("GatedRepo") || status == 403) {
      return forbidden(code.equals("GatedRepo"));
    }
    if (code.equals("RepoNotFound") || (status == 401 && !authorised)) {
      return notFound(
          "There is no repository %s at %s, or it is private%s."
              .formatted(
                  name,
                  endpoint,
                  authorised
                      ? " and the token of workspace " + workspace + " does not open it"
                      : " and needs a token (" + setting() + ")"));
    }
    if (status == 401) {
      return forbidden(false);
    }
    return notFound("There is no %s in the repository %s at %s.".formatted(what, name, endpoint));
  }

  private ProblemException forbidden(boolean gated) {
    String token =
        authorised
            ? "The token that this server sends for workspace %s does not open the repository %s."
                .formatted(workspace, name)
            : "The repository %s is not open to all, and this server has no token for workspace %s."
                .formatted(name, workspace);
    String page = endpoint + "/" + name;
    return new ProblemException(
        ProblemType.HUB_FORBIDDEN,
        token
            + (gated ? " It is gated: its" : " If it is gated, its")
            + " licence must be accepted at "
            + page
            + " by the account whose token the operator sets as "
            + setting()
            + ".");
  }

  private String setting() {
    return "contextile.hub.tokens." + workspace + ", or HF_TOKEN for all workspaces";
  }

  ProblemException notFound(String detail) {
    return new ProblemException(ProblemType.HUB_NOT_FOUND, detail);
  }

  ProblemException unreachable(String why) {
    return new ProblemException(
        ProblemType.HUB_UNREACHABLE,
        "This server cannot get %s from %s: %s. Without a way there, give the files instead: upload"
                .formatted(name, endpoint, why)
            + " the weights and config.json (source.uploadId, source.configUploadId), or lay them"
            + " in an allowed folder (source.uri).");
  }

  ProblemException mismatch(HubFile file) {
    return new ProblemException(
        ProblemType.HUB_DIGEST_MISMATCH,
        "What came as %s of %s is not what the Hub's listing says (%s %s). Nothing of it was stored."
            .formatted(file.path(), name, file.digest().kind(), file.digest().hex()));
  }

  ProblemException tooLarge(HubFile file, DataSize limit) {
    return new ProblemException(
        ProblemType.HUB_TOO_LARGE,
        "%s of %s has %,d bytes; this server downloads files of at most %,d (contextile.hub.max-size)."
            .formatted(file.path(), name, file.sizeBytes(), limit.toBytes()));
  }
}
