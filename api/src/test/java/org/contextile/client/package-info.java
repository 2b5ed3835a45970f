// SPDX-License-Identifier: Apache-2.0
/** Checks of the generated client against a server on the loopback interface. */
@NullMarked
package org.contextile.client;

import org.jspecify.annotations.NullMarked;
