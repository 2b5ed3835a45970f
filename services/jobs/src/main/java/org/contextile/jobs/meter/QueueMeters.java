// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.contextile.db.job.JobDepth;
import org.contextile.db.job.JobDepths;
import org.contextile.db.job.JobKind;
import org.contextile.db.workspace.WorkspaceScope;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How deep the queue is and how old, by kind: what workers are scaled on. Every gateway says the
 * same about all workspaces. NaN while the database does not answer.
 */
@Component
class QueueMeters implements MeterBinder {
  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final QueueDepths depths;

  QueueMeters(JdbcClient jdbc) {
    this.depths =
        new QueueDepths(() -> WorkspaceScope.inAll(new JobDepths(jdbc)::read), FRESH, PATIENCE);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (JobKind kind : JobKind.values()) {
      gauge(registry, kind, "ready", "Jobs that a worker may claim now", JobDepth::ready);
      gauge(registry, kind, "delayed", "Jobs whose time has not come", JobDepth::delayed);
      gauge(registry, kind, "blocked", "Jobs that wait for other jobs", JobDepth::blocked);
      gauge(registry, kind, "running", "Jobs that a worker holds", JobDepth::running);
      gauge(
          registry,
          kind,
          "oldest.seconds",
          "How long the oldest ready job has been ready",
          depth -> depth.oldest().toMillis() / 1000.0);
    }
  }

  private void gauge(
      MeterRegistry registry,
      JobKind kind,
      String name,
      String description,
      ToDoubleFunction<JobDepth> figure) {
    Gauge.builder(
            "contextile.queue." + name,
            depths,
            it -> it.of(kind).map(figure::applyAsDouble).orElse(Double.NaN))
        .description(description)
        .tag("kind", kind.text())
        .register(registry);
  }
}
