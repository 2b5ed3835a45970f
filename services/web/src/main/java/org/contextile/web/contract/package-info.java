// SPDX-License-Identifier: Apache-2.0
/** Holds requests against the contract before a controller sees them. */
@NullMarked
package org.contextile.web.contract;

import org.jspecify.annotations.NullMarked;
