// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

/** What one model of a pass came to. */
sealed interface PassResult permits ExtractedSlide, FailedModel {}
