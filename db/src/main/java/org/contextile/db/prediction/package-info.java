// SPDX-License-Identifier: Apache-2.0
/** What a classifier says about a slide. */
@NullMarked
package org.contextile.db.prediction;

import org.jspecify.annotations.NullMarked;
