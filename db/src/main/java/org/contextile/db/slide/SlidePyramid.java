// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * Scanner vendor as OpenSlide names it, size of level 0 in pixels, and all levels from the largest.
 */
@Embeddable
public record SlidePyramid(
    String vendor,
    long widthPx,
    long heightPx,
    @JdbcTypeCode(SqlTypes.JSON) List<SlideLevel> levels) {}
