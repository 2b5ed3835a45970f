// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.problem;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Problem details for every controller, with trace ids. */
@Configuration(proxyBeanMethods = false)
@Import({ProblemAdvice.class, TraceFilter.class, FailureFilter.class})
public class ProblemConfiguration {}
