// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work that a job ends with and waits for, as a job of its own, with its parent's priority and
 * number of attempts.
 *
 * @param kind of any kind
 * @param requestJson what to do, shaped as requests of the kind are
 * @param progress where its progress begins, so that a parent's total can be known at once
 * @param inputDigests artifacts that must not be discarded before it ends
 * @param dependsOn which of the children listed before it must have succeeded, by their places from
 *     0
 * @param needs what its worker must have; null for what the parent needs
 * @param outputId under which id what it makes will be, so that those listed after it may name it;
 *     null for any
 */
public record ChildJob(
    JobKind kind,
    String requestJson,
    JobProgress progress,
    List<String> inputDigests,
    Set<Integer> dependsOn,
    @Nullable JobNeeds needs,
    @Nullable UUID outputId) {
  private static final JobProgress UNKNOWN = new JobProgress(null, 0, 0, null);

  public ChildJob {
    inputDigests = inputDigests.stream().distinct().toList();
    dependsOn = Set.copyOf(dependsOn);
    if (outputId != null && kind.output().isEmpty()) {
      throw new IllegalArgumentException(
          "A job of the kind " + kind.text() + " makes nothing that has one id");
    }
  }

  /** A child that may start at once. */
  public static ChildJob of(JobKind kind, String requestJson) {
    return new ChildJob(kind, requestJson, UNKNOWN, List.of(), Set.of(), null, null);
  }

  public ChildJob withProgress(JobProgress value) {
    return new ChildJob(kind, requestJson, value, inputDigests, dependsOn, needs, outputId);
  }

  public ChildJob withInputDigests(List<String> value) {
    return new ChildJob(kind, requestJson, progress, value, dependsOn, needs, outputId);
  }

  public ChildJob withDependsOn(Set<Integer> value) {
    return new ChildJob(kind, requestJson, progress, inputDigests, value, needs, outputId);
  }

  public ChildJob withNeeds(@Nullable JobNeeds value) {
    return new ChildJob(kind, requestJson, progress, inputDigests, dependsOn, value, outputId);
  }

  public ChildJob withOutputId(@Nullable UUID value) {
    return new ChildJob(kind, requestJson, progress, inputDigests, dependsOn, needs, value);
  }
}
