// SPDX-License-Identifier: Apache-2.0
/** Pictures and polygons of where a classifier looked. */
@NullMarked
package org.contextile.mil.heatmap;

import org.jspecify.annotations.NullMarked;
