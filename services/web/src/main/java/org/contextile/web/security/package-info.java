// SPDX-License-Identifier: Apache-2.0
/** Who calls: API keys, and the caller that each of them identifies, with workspace and roles. */
@NullMarked
package org.contextile.web.security;

import org.jspecify.annotations.NullMarked;
