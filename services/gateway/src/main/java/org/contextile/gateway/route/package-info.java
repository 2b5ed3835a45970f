// SPDX-License-Identifier: Apache-2.0
/** Where requests go that other services answer. */
@NullMarked
package org.contextile.gateway.route;

import org.jspecify.annotations.NullMarked;
