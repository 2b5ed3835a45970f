// SPDX-License-Identifier: Apache-2.0
/** Tests of the platform as five processes. */
@NullMarked
package org.contextile.standalone.fleet;

import org.jspecify.annotations.NullMarked;
