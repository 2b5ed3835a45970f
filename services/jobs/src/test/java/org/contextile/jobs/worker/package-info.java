// SPDX-License-Identifier: Apache-2.0
/** Tests of running jobs. */
@NullMarked
package org.contextile.jobs.worker;

import org.jspecify.annotations.NullMarked;
