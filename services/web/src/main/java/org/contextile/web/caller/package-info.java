// SPDX-License-Identifier: Apache-2.0
/** Who calls, and sessions of browsers. */
@NullMarked
package org.contextile.web.caller;

import org.jspecify.annotations.NullMarked;
