// SPDX-License-Identifier: Apache-2.0
/** What requests cost, in this build and in one from before. */
@NullMarked
package org.contextile.bench.api;

import org.jspecify.annotations.NullMarked;
