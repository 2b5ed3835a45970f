// SPDX-License-Identifier: Apache-2.0
/** The kit that every head must pass, and each head under it. */
@NullMarked
package org.contextile.library.mil.kit;

import org.jspecify.annotations.NullMarked;
