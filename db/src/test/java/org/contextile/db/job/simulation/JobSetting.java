// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.Set;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;

/**
 * What never changes of a job.
 *
 * @param dependsOn numbers of jobs
 * @param parent number of the job whose part it does; {@link #NOBODY} for none
 * @param inputs numbers of the artifacts that it needs
 */
record JobSetting(
    String workspace,
    JobKind kind,
    int priority,
    JobNeeds needs,
    int maxAttempts,
    Set<Integer> dependsOn,
    int parent,
    Set<Integer> inputs) {
  static final int NOBODY = -1;

  JobSetting {
    dependsOn = Set.copyOf(dependsOn);
    inputs = Set.copyOf(inputs);
  }

  /** That of a child, which takes after its parent. */
  JobSetting child(int number, Set<Integer> itsInputs) {
    return new JobSetting(
        workspace, kind, priority, needs, maxAttempts, Set.of(), number, itsInputs);
  }

  JobSetting withDependsOn(Set<Integer> value) {
    return new JobSetting(workspace, kind, priority, needs, maxAttempts, value, parent, inputs);
  }

  boolean isChild() {
    return parent != NOBODY;
  }
}
