// SPDX-License-Identifier: Apache-2.0
/** What a zip says of its directory, before anything reads it. */
@NullMarked
package org.contextile.library.zip;

import org.jspecify.annotations.NullMarked;
