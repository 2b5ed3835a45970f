// SPDX-License-Identifier: Apache-2.0
/** Tries what the contract says of every value, on every way by which one comes in. */
@NullMarked
package org.contextile.standalone.bounds;

import org.jspecify.annotations.NullMarked;
