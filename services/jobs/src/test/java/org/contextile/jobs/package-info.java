// SPDX-License-Identifier: Apache-2.0
/** Tests of the module's structure. */
@NullMarked
package org.contextile.jobs;

import org.jspecify.annotations.NullMarked;
