// SPDX-License-Identifier: Apache-2.0
/** Features of the tiles of a slide, as one model sees them. */
@NullMarked
package org.contextile.db.feature;

import org.jspecify.annotations.NullMarked;
