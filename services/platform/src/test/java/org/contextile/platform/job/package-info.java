// SPDX-License-Identifier: Apache-2.0
/** Tests of running jobs. */
@NullMarked
package org.contextile.platform.job;

import org.jspecify.annotations.NullMarked;
