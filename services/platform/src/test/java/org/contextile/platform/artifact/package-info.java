// SPDX-License-Identifier: Apache-2.0
/** Tests of the artifact store. */
@NullMarked
package org.contextile.platform.artifact;

import org.jspecify.annotations.NullMarked;
