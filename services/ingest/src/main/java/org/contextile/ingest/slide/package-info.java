// SPDX-License-Identifier: Apache-2.0
/**
 * Slides as the API shows them: what is known of them, their pictures and their DeepZoom pyramid.
 */
@NullMarked
package org.contextile.ingest.slide;

import org.jspecify.annotations.NullMarked;
