// SPDX-License-Identifier: Apache-2.0
/** The contract as data: its operations, and what its schemas allow. */
@NullMarked
package org.contextile.api.contract;

import org.jspecify.annotations.NullMarked;
