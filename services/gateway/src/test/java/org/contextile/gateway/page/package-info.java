// SPDX-License-Identifier: Apache-2.0
/** Tests of the contract's and the page's addresses. */
@NullMarked
package org.contextile.gateway.page;

import org.jspecify.annotations.NullMarked;
