// SPDX-License-Identifier: Apache-2.0
/** Tests of API keys. */
@NullMarked
package org.contextile.web.security;

import org.jspecify.annotations.NullMarked;
