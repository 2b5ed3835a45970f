// SPDX-License-Identifier: Apache-2.0
/** Tests of the platform as five processes. */
@NullMarked
package org.contextile.demo.fleet;

import org.jspecify.annotations.NullMarked;
