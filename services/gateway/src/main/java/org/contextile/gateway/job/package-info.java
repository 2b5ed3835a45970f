// SPDX-License-Identifier: Apache-2.0
/** Jobs: submitted, listed, followed, cancelled and retried. */
@NullMarked
package org.contextile.gateway.job;

import org.jspecify.annotations.NullMarked;
