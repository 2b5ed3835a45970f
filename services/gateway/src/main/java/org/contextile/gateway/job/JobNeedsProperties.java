// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.util.Map;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What jobs need of their workers where their requests do not say.
 *
 * @param needs by the kind's name; nothing where it is silent
 */
@ConfigurationProperties("contextile.gateway")
record JobNeedsProperties(@DefaultValue Map<String, Needs> needs) {

  /**
   * @param gpu whether the kind needs a GPU
   * @param memory how much main memory it needs
   */
  record Needs(@DefaultValue("false") boolean gpu, @DefaultValue("0B") DataSize memory) {}

  JobNeedsProperties {
    needs = Map.copyOf(needs);
    // A name that no kind has would else be a setting without effect.
    needs.keySet().forEach(JobKind::of);
  }

  JobNeeds of(JobKind kind) {
    Needs known = needs.get(kind.text());
    return known == null ? JobNeeds.NOTHING : new JobNeeds(known.gpu(), known.memory().toBytes());
  }
}
