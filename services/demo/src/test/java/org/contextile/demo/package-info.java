// SPDX-License-Identifier: Apache-2.0
/** Tests of the demonstration. */
@NullMarked
package org.contextile.demo;

import org.jspecify.annotations.NullMarked;
