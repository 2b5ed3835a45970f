// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What jobs need of their workers where their requests do not say. Read by every process that
 * submits jobs, whatever their kind.
 *
 * @param needs by the kind's name; nothing where it is silent
 */
@ConfigurationProperties("contextile.jobs")
public record JobNeedsProperties(@DefaultValue Map<String, Needs> needs) {

  /**
   * @param gpu whether the kind needs a GPU
   * @param memory how much main memory it needs
   */
  public record Needs(@DefaultValue("false") boolean gpu, @DefaultValue("0B") DataSize memory) {}

  public JobNeedsProperties {
    needs = Map.copyOf(needs);
    // A name that no kind has would else be a setting without effect.
    needs.keySet().forEach(JobKind::of);
  }

  /** What {@link JobQueueSettings} takes. */
  public Map<JobKind, JobNeeds> byKind() {
    return needs.entrySet().stream()
        .collect(
            toMap(
                kind -> JobKind.of(kind.getKey()),
                kind -> new JobNeeds(kind.getValue().gpu(), kind.getValue().memory().toBytes())));
  }
}
