// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace that the work of the present thread belongs to. */
public final class CurrentTrace {
  static final String TRACEPARENT = "traceparent";

  private final Tracer tracer;
  private final Propagator propagator;

  public CurrentTrace(Tracer tracer, Propagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /** The present span after W3C Trace Context; null outside a trace. */
  public @Nullable String parent() {
    Span span = tracer.currentSpan();
    if (span == null) {
      return null;
    }
    Map<String, String> carrier = new HashMap<>();
    propagator.inject(span.context(), carrier, (_, key, value) -> carrier.put(key, value));
    return carrier.get(TRACEPARENT);
  }
}
