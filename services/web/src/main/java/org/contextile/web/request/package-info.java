// SPDX-License-Identifier: Apache-2.0
/**
 * What requests may hold: names that the contract knows and text that can be stored, in queries,
 * forms and bodies alike.
 */
@NullMarked
package org.contextile.web.request;

import org.jspecify.annotations.NullMarked;
