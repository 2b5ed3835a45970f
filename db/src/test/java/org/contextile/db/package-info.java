// SPDX-License-Identifier: Apache-2.0
/** Tests of the schema, the entities and the module. */
@NullMarked
package org.contextile.db;

import org.jspecify.annotations.NullMarked;
