// SPDX-License-Identifier: Apache-2.0
/** What the upload protocol asks of every server on the way, before anybody looks at a request. */
@NullMarked
package org.contextile.web.upload;

import org.jspecify.annotations.NullMarked;
