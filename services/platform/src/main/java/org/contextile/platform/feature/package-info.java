// SPDX-License-Identifier: Apache-2.0
/** Features as the contract shows them. */
@NullMarked
package org.contextile.platform.feature;

import org.jspecify.annotations.NullMarked;
