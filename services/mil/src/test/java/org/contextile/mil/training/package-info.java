// SPDX-License-Identifier: Apache-2.0
/** Tests of what a training depends on. */
@NullMarked
package org.contextile.mil.training;

import org.jspecify.annotations.NullMarked;
