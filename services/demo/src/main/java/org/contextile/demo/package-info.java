// SPDX-License-Identifier: Apache-2.0
/** The main job shown from one end to the other, through the public API alone. */
@NullMarked
package org.contextile.demo;

import org.jspecify.annotations.NullMarked;
