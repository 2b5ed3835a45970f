// SPDX-License-Identifier: Apache-2.0
/** What a start of the standalone server costs. */
@NullMarked
package org.contextile.bench.start;

import org.jspecify.annotations.NullMarked;
