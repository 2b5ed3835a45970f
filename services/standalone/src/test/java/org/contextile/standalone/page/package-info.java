// SPDX-License-Identifier: Apache-2.0
/** The web client as its users have it: in a real browser, on the platform as it runs. */
@NullMarked
package org.contextile.standalone.page;

import org.jspecify.annotations.NullMarked;
