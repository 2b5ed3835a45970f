// SPDX-License-Identifier: Apache-2.0
/** Jobs that classify slides with a classifier. */
@NullMarked
package org.contextile.mil.classification;

import org.jspecify.annotations.NullMarked;
