// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JobTraceIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final Tracer spans = SdkTracerProvider.builder().build().get("test");
  private final OtelTracer tracer = new OtelTracer(spans, new OtelCurrentTraceContext(), _ -> {});

  @TempDir private Path scratch;
  private Workers workers;

  @BeforeEach
  void begin() {
    workers = new Workers(TestDatabase.migrated().url(), scratch).observedBy(traced());
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void aJobAndItsChildrenRunInTheTraceThatSubmittedIt() {
    List<@Nullable String> seen = new CopyOnWriteArrayList<>();
    var _ =
        workers.start(
            _ -> {
              var span = tracer.currentSpan();
              seen.add(span == null ? null : span.context().traceId());
              return seen.size() == 1
                  ? new ChildJobs(List.of(ChildRequest.of(JobKind.INGEST, Map.of())))
                  : new JobResult(Map.of(), () -> {});
            });

    var _ = workers.queue().submit(JobSubmission.of("w", JobKind.INGEST, "{}").withTrace(PARENT));

    await().until(() -> seen.size() == 3);
    assertThat(seen).containsOnly(TRACE);
  }

  private ObservationRegistry traced() {
    var propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    ObservationRegistry observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(
            new PropagatingReceiverTracingObservationHandler<>(
                tracer, new OtelPropagator(propagators, spans)));
    return observations;
  }
}
