// SPDX-License-Identifier: Apache-2.0
/** Measurements, each printed as one JSON object per line. */
@NullMarked
package org.contextile.bench;

import org.jspecify.annotations.NullMarked;
