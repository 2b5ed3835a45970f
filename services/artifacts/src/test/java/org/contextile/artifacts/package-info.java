// SPDX-License-Identifier: Apache-2.0
/** Tests of the artifact store. */
@NullMarked
package org.contextile.artifacts;

import org.jspecify.annotations.NullMarked;
