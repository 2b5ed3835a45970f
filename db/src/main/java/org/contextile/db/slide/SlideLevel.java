// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

/** One level of a slide's pyramid: its size in pixels and how often smaller than level 0 it is. */
public record SlideLevel(long widthPx, long heightPx, double downsample) {}
