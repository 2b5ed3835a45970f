// SPDX-License-Identifier: Apache-2.0
/** Who calls, as the caller is told. */
@NullMarked
package org.contextile.gateway.caller;

import org.jspecify.annotations.NullMarked;
