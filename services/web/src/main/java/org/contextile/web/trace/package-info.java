// SPDX-License-Identifier: Apache-2.0
/** Traces: from a client's request through the services to the jobs that it submits. */
@NullMarked
package org.contextile.web.trace;

import org.jspecify.annotations.NullMarked;
