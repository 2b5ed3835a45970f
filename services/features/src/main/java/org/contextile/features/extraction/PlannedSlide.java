// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import org.contextile.db.slide.SlideEntity;
import org.contextile.tiles.SlideTiling;

/** A slide with the tiles that are to be looked at. */
record PlannedSlide(SlideEntity slide, SlideTiling tiling) {}
