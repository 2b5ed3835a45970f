// SPDX-License-Identifier: Apache-2.0
/** Lets clients and checkers that nobody here wrote loose on the platform. */
@NullMarked
package org.contextile.standalone.client;

import org.jspecify.annotations.NullMarked;
