// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How slides and models may come in; the services that take them in agree on it.
 *
 * @param roots folders from which {@code {uri}} may name files; none by default. They belong to all
 *     workspaces: whoever has a key of any workspace may take in any file under any root as a slide
 *     or model of their own. Where workspaces must not see each other's files, set none
 * @param uploadLimit the largest resumable upload
 * @param uploadExpiry how long an upload waits for its next part, or to be named by a request; the
 *     same again after a job that took it in has failed
 * @param uploadSweep how often expired uploads are removed
 */
@ConfigurationProperties("contextile.ingest")
record IntakeProperties(
    @DefaultValue List<Path> roots,
    @DefaultValue("64GB") DataSize uploadLimit,
    @DefaultValue("24h") Duration uploadExpiry,
    @DefaultValue("10m") Duration uploadSweep) {

  IntakeProperties {
    roots = List.copyOf(roots);
    if (uploadLimit.toBytes() < 1 || !uploadExpiry.isPositive() || !uploadSweep.isPositive()) {
      throw new IllegalArgumentException("contextile.ingest limits are positive");
    }
  }
}
