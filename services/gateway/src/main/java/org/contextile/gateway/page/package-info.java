// SPDX-License-Identifier: Apache-2.0
/** The contract, its browsable form, and the web client. */
@NullMarked
package org.contextile.gateway.page;

import org.jspecify.annotations.NullMarked;
