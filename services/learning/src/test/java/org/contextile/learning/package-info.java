// SPDX-License-Identifier: Apache-2.0
/** Rules that hold for the whole module. */
@NullMarked
package org.contextile.learning;

import org.jspecify.annotations.NullMarked;
