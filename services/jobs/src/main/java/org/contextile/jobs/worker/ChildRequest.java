// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobProgress;
import org.jspecify.annotations.Nullable;

/**
 * What a child is to do. It has its parent's priority.
 *
 * @param kind of any kind
 * @param request as the API's model of the kind
 * @param progress what its progress is about from the beginning
 * @param inputDigests artifacts that must not be discarded before it ends
 * @param dependsOn places, from 0, of children listed before it that must have succeeded
 * @param needs what its worker must have; null for what its parent needs
 * @param outputId under which id what it makes will be, so that children listed after it may name
 *     it; null for any
 */
public record ChildRequest(
    JobKind kind,
    Object request,
    JobProgress progress,
    List<String> inputDigests,
    Set<Integer> dependsOn,
    @Nullable JobNeeds needs,
    @Nullable UUID outputId) {

  public ChildRequest {
    inputDigests = List.copyOf(inputDigests);
    dependsOn = Set.copyOf(dependsOn);
  }

  /** A child that may start at once. */
  public static ChildRequest of(JobKind kind, Object request) {
    return new ChildRequest(
        kind, request, new JobProgress(null, 0, 0, null), List.of(), Set.of(), null, null);
  }

  /** With a progress that begins at 0 of {@code total} units; a total of 0 is not known yet. */
  public ChildRequest withPhase(String phase, long total, String unit) {
    return new ChildRequest(
        kind,
        request,
        new JobProgress(phase, 0, total, unit),
        inputDigests,
        dependsOn,
        needs,
        outputId);
  }

  public ChildRequest withInputDigests(List<String> value) {
    return new ChildRequest(kind, request, progress, value, dependsOn, needs, outputId);
  }

  public ChildRequest withDependsOn(Set<Integer> value) {
    return new ChildRequest(kind, request, progress, inputDigests, value, needs, outputId);
  }

  public ChildRequest withNeeds(JobNeeds value) {
    return new ChildRequest(kind, request, progress, inputDigests, dependsOn, value, outputId);
  }

  public ChildRequest withOutputId(UUID value) {
    return new ChildRequest(kind, request, progress, inputDigests, dependsOn, needs, value);
  }
}
