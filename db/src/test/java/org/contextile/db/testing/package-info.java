// SPDX-License-Identifier: Apache-2.0
/**
 * A real PostgreSQL for integration tests: started once a JVM, a database of its own for whoever
 * asks.
 */
@NullMarked
package org.contextile.db.testing;

import org.jspecify.annotations.NullMarked;
