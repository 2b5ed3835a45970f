// SPDX-License-Identifier: Apache-2.0
/** Tests of the feature extraction service. */
@NullMarked
package org.contextile.features;

import org.jspecify.annotations.NullMarked;
