// SPDX-License-Identifier: Apache-2.0
/** Rows about immutable bytes named by their SHA-256, and uploads that wait to be used. */
@NullMarked
package org.contextile.db.artifact;

import org.jspecify.annotations.NullMarked;
