// SPDX-License-Identifier: Apache-2.0
/** The chaos run in its two-minute version, and its sequence of calamities. */
@NullMarked
package org.contextile.bench.chaos;

import org.jspecify.annotations.NullMarked;
