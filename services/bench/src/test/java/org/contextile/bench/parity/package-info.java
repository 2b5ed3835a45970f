// SPDX-License-Identifier: Apache-2.0
/** Tests of the comparison with timm that need no Python. */
@NullMarked
package org.contextile.bench.parity;

import org.jspecify.annotations.NullMarked;
