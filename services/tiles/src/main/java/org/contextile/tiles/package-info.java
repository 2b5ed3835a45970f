// SPDX-License-Identifier: Apache-2.0
/**
 * A workspace's slides as tiles: joins slide rows, their artifacts and the reading of slides, for
 * the services that look at pixels.
 */
@NullMarked
package org.contextile.tiles;

import org.jspecify.annotations.NullMarked;
