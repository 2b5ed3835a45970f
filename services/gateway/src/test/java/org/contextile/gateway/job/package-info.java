// SPDX-License-Identifier: Apache-2.0
/** Tests of jobs at the edge. */
@NullMarked
package org.contextile.gateway.job;

import org.jspecify.annotations.NullMarked;
