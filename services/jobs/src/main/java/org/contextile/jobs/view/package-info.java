// SPDX-License-Identifier: Apache-2.0
/** Jobs as the contract shows them. */
@NullMarked
package org.contextile.jobs.view;

import org.jspecify.annotations.NullMarked;
