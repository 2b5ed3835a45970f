// SPDX-License-Identifier: Apache-2.0
/** Who calls: API keys, and the workspace each of them opens. */
@NullMarked
package org.contextile.platform.security;

import org.jspecify.annotations.NullMarked;
