// SPDX-License-Identifier: Apache-2.0
/**
 * Our networks beside timm's of the same weights: features, gradients, and the way back to timm.
 */
@NullMarked
package org.contextile.bench.parity;

import org.jspecify.annotations.NullMarked;
