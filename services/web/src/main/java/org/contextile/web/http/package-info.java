// SPDX-License-Identifier: Apache-2.0
/** What every controller does alike: pages of lists, and requests that may be repeated. */
@NullMarked
package org.contextile.web.http;

import org.jspecify.annotations.NullMarked;
