// SPDX-License-Identifier: Apache-2.0
/** What clients see of a gateway and a database that are killed. */
@NullMarked
package org.contextile.gateway.crash;

import org.jspecify.annotations.NullMarked;
