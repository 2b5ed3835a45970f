// SPDX-License-Identifier: Apache-2.0
/** Tests of what every controller does alike. */
@NullMarked
package org.contextile.web.http;

import org.jspecify.annotations.NullMarked;
