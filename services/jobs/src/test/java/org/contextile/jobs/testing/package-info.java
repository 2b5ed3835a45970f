// SPDX-License-Identifier: Apache-2.0
/** Services as they run in production, for the integration tests of every service. */
@NullMarked
package org.contextile.jobs.testing;

import org.jspecify.annotations.NullMarked;
