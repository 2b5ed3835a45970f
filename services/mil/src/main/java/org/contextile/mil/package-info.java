// SPDX-License-Identifier: Apache-2.0
/**
 * Slide classifiers by multiple-instance learning: the jobs that train them and those that classify
 * slides with them, and what the API says of both.
 */
@NullMarked
package org.contextile.mil;

import org.jspecify.annotations.NullMarked;
