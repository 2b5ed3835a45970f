// SPDX-License-Identifier: Apache-2.0
/**
 * Whose rows a thread sees. Set in one place, {@link org.contextile.db.workspace.WorkspaceScope},
 * and held to twice: by Hibernate's tenant filter, and by PostgreSQL's row-level security under the
 * roles of migration V3, which binds statements that Hibernate never sees.
 */
@NullMarked
package org.contextile.db.workspace;

import org.jspecify.annotations.NullMarked;
