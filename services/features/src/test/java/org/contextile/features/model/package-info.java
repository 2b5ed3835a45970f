// SPDX-License-Identifier: Apache-2.0
/** Tests of what is asked of a model before it is tried. */
@NullMarked
package org.contextile.features.model;

import org.jspecify.annotations.NullMarked;
