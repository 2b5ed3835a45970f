// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What reading the slide brought to light.
 *
 * @param properties OpenSlide's properties, as far as they may be shown
 * @param withheldProperties names of the others
 * @param associatedImages names of images such as label and macro
 * @param warnings sentences for the user
 * @param openslideVersion version of the library that read the slide
 * @param jobId the ingest job
 */
@Embeddable
public record SlideProvenance(
    @JdbcTypeCode(SqlTypes.JSON) Map<String, String> properties,
    List<String> withheldProperties,
    List<String> associatedImages,
    List<String> warnings,
    String openslideVersion,
    @Nullable UUID jobId) {}
