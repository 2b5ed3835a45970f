// SPDX-License-Identifier: Apache-2.0
/** Requests about jobs: submitted, alone or as a graph, listed, cancelled and retried. */
@NullMarked
package org.contextile.jobs.request;

import org.jspecify.annotations.NullMarked;
