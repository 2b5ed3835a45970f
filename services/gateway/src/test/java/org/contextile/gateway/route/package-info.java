// SPDX-License-Identifier: Apache-2.0
/** Tests of routes. */
@NullMarked
package org.contextile.gateway.route;

import org.jspecify.annotations.NullMarked;
