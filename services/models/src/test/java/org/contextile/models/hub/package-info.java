// SPDX-License-Identifier: Apache-2.0
/** Tests of the Hub's client, and a Hub for tests. */
@NullMarked
package org.contextile.models.hub;

import org.jspecify.annotations.NullMarked;
