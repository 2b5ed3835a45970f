// SPDX-License-Identifier: Apache-2.0
/**
 * The database of the platform: its schema, its migration, and the configuration that services
 * import.
 */
@NullMarked
package org.contextile.db;

import org.jspecify.annotations.NullMarked;
