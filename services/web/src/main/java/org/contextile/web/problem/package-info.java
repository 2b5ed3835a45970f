// SPDX-License-Identifier: Apache-2.0
/** Errors as RFC 9457 problem details, the same shape in HTTP answers and in failed jobs. */
@NullMarked
package org.contextile.web.problem;

import org.jspecify.annotations.NullMarked;
