// SPDX-License-Identifier: Apache-2.0
/** Which slides a request means. */
@NullMarked
package org.contextile.platform.slide;

import org.jspecify.annotations.NullMarked;
