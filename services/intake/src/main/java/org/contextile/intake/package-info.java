// SPDX-License-Identifier: Apache-2.0
/**
 * How bytes come in from outside: resumable uploads, and folders and buckets that the operator
 * allows.
 */
@NullMarked
package org.contextile.intake;

import org.jspecify.annotations.NullMarked;
