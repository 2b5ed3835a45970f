// SPDX-License-Identifier: Apache-2.0
/** Tests of what is asked of a model before it is tried. */
@NullMarked
package org.contextile.models.registry;

import org.jspecify.annotations.NullMarked;
