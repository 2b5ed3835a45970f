// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.FlatTiff;

/** The platform as it runs, for tests that delete: its collector looks all the time. */
final class UpkeepServer {
  static final String OURS = "ours";
  static final String OUR_KEY = "a-key-of-our-laboratory";
  static final String READER_KEY = "a-key-that-only-reads";

  static final RunningService SERVICE =
      RunningService.of(
          StandaloneConfiguration.class,
          Map.of(
              "contextile.security.open", "false",
              "contextile.security.keys", OURS + ":" + OUR_KEY,
              "contextile.security.callers[0].key", READER_KEY,
              "contextile.security.callers[0].workspace", OURS,
              "contextile.security.callers[0].subject", "reader",
              "contextile.artifacts.collection", "300ms",
              "contextile.artifacts.grace", "2s",
              "spring.config.name", "contextile-standalone"));

  private static int count;

  private UpkeepServer() {}

  /** Stores a slide's file that no other test has; rows have to refer to it within the grace. */
  static String store() throws IOException {
    Path file = FlatTiff.write(SERVICE.folder().resolve(++count + ".tiff"), 512 + 256 * count, 0.5);
    return SERVICE.bean(ArtifactStore.class).put(file, "image/tiff").digest();
  }

  /** Inserts rows of ours beside those of earlier tests. */
  static WorkspaceRows insert(String digest) {
    for (String once :
        List.of(
            "DELETE FROM browser_session",
            "DELETE FROM keyed_request",
            "DELETE FROM job_turn",
            "UPDATE cohort SET name = id::text, idempotency_key = NULL, request_digest = NULL")) {
      SERVICE.jdbc().sql(once).update();
    }
    return WorkspaceRows.insert(SERVICE.jdbc(), OURS, digest);
  }
}
