// SPDX-License-Identifier: Apache-2.0
/** Tiles in, feature sets out. */
@NullMarked
package org.contextile.features.extraction;

import org.jspecify.annotations.NullMarked;
