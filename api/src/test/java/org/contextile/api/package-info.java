// SPDX-License-Identifier: Apache-2.0
/** Checks that the contract keeps its own conventions. */
@NullMarked
package org.contextile.api;

import org.jspecify.annotations.NullMarked;
