// SPDX-License-Identifier: Apache-2.0
/** Tests of which files may be named. */
@NullMarked
package org.contextile.intake;

import org.jspecify.annotations.NullMarked;
