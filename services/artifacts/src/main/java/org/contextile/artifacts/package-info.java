// SPDX-License-Identifier: Apache-2.0
/** Immutable objects named by their SHA-256, such as slides, weights and feature files. */
@NullMarked
package org.contextile.artifacts;

import org.jspecify.annotations.NullMarked;
