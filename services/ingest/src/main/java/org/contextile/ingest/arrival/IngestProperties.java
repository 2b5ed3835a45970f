// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How slides may come in.
 *
 * @param roots folders from which {@code {uri}} may name files; none by default. They belong to all
 *     workspaces: whoever has a key of any workspace may take in any file under any root as a slide
 *     of their own. Where workspaces must not see each other's files, set none
 * @param uploadsDirectory where resumable uploads grow, shared by all replicas; {@code uploads}
 *     beside the artifacts by default
 * @param uploadLimit the largest resumable upload
 * @param uploadExpiry how long an upload waits for its next part, or to be named by a request
 */
@ConfigurationProperties("contextile.ingest")
record IngestProperties(
    @DefaultValue List<Path> roots,
    @Nullable Path uploadsDirectory,
    @DefaultValue("64GB") DataSize uploadLimit,
    @DefaultValue("24h") Duration uploadExpiry) {

  IngestProperties {
    roots = List.copyOf(roots);
    if (uploadLimit.toBytes() < 1 || !uploadExpiry.isPositive()) {
      throw new IllegalArgumentException("contextile.ingest limits are positive");
    }
  }
}
