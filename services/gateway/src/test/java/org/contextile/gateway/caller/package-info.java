// SPDX-License-Identifier: Apache-2.0
/** Tests of who calls. */
@NullMarked
package org.contextile.gateway.caller;

import org.jspecify.annotations.NullMarked;
