// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of a slide's row at each of its tiles.
 *
 * @param widthPx at level 0
 * @param heightPx at level 0
 * @param coarseLevelsDigest of its stored tiles; null where it has none
 */
public record ShownSlide(
    UUID id,
    String artifactDigest,
    @Nullable String coarseLevelsDigest,
    long widthPx,
    long heightPx) {}
