// SPDX-License-Identifier: Apache-2.0
/** Tests of which files are taken. */
@NullMarked
package org.contextile.models.source;

import org.jspecify.annotations.NullMarked;
