// SPDX-License-Identifier: Apache-2.0
/** Tests of what extraction keeps loaded. */
@NullMarked
package org.contextile.features.extraction;

import org.jspecify.annotations.NullMarked;
