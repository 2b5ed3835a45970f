// SPDX-License-Identifier: Apache-2.0
/**
 * Tables of slides as people's programs write them: encodings, separators and columns are found and
 * said, and what cannot be read for sure is refused by its line.
 */
@NullMarked
package org.contextile.library.table;

import org.jspecify.annotations.NullMarked;
