// SPDX-License-Identifier: Apache-2.0
/** The gateway on a loopback port and a real PostgreSQL, for tests. */
@NullMarked
package org.contextile.gateway;

import org.jspecify.annotations.NullMarked;
