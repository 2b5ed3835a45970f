// SPDX-License-Identifier: Apache-2.0
/** Tests of what every download has alike. */
@NullMarked
package org.contextile.web.download;

import org.jspecify.annotations.NullMarked;
