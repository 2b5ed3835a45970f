// SPDX-License-Identifier: Apache-2.0
/**
 * What every reader of pixels must do, as tests; other modules find it in this module's test-jar.
 */
@NullMarked
package org.contextile.library.wsi.kit;

import org.jspecify.annotations.NullMarked;
