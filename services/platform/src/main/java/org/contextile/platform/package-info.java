// SPDX-License-Identifier: Apache-2.0
/**
 * What every service shares; {@link org.contextile.platform.PlatformConfiguration} brings all of
 * it.
 */
@NullMarked
package org.contextile.platform;

import org.jspecify.annotations.NullMarked;
