// SPDX-License-Identifier: Apache-2.0
/** Tests of archives that are written here. */
@NullMarked
package org.contextile.library.zip;

import org.jspecify.annotations.NullMarked;
