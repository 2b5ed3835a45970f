// SPDX-License-Identifier: Apache-2.0
/** Downloads alike, wherever their bytes come from: ranges, validators and compression. */
@NullMarked
package org.contextile.web.download;

import org.jspecify.annotations.NullMarked;
