// SPDX-License-Identifier: Apache-2.0
/** Tests reading real files of weights, and files made to do harm. */
@NullMarked
package org.contextile.library.tensors;

import org.jspecify.annotations.NullMarked;
