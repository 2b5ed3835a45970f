// SPDX-License-Identifier: Apache-2.0
/** Bodies of JSON merge patches (RFC 7396), which know what was left out. */
@NullMarked
package org.contextile.api.patch;

import org.jspecify.annotations.NullMarked;
