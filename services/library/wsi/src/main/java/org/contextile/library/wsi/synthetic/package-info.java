// SPDX-License-Identifier: Apache-2.0
/** Seeded synthetic slides that look like H&amp;E sections, for demonstrations and tests. */
@NullMarked
package org.contextile.library.wsi.synthetic;

import org.jspecify.annotations.NullMarked;
