// SPDX-License-Identifier: Apache-2.0
/** All five services in one process, on an embedded PostgreSQL. */
@NullMarked
package org.contextile.standalone;

import org.jspecify.annotations.NullMarked;
