// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.nio.file.Path;

/**
 * A slide that was rendered.
 *
 * @param file a pyramidal tiled TIFF
 * @param patient the made-up patient it belongs to
 * @param shows its class
 * @param tumourFraction part of the tissue that is tumour, 0 to 1
 */
public record SyntheticSlide(
    Path file, String patient, SectionClass shows, double tumourFraction) {}
