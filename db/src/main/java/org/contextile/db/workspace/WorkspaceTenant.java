// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

/**
 * The current scope as Hibernate's tenant: queries for entities find those of the workspace, and a
 * row of another cannot be saved. Outside any scope no row is anybody's.
 */
public final class WorkspaceTenant implements CurrentTenantIdentifierResolver<String> {
  private static final String ALL = "*";
  private static final String NONE = "";

  private final boolean filters;

  /**
   * @param filters false leaves all to the database: for the tests that show that it suffices
   */
  public WorkspaceTenant(boolean filters) {
    this.filters = filters;
  }

  @Override
  public String resolveCurrentTenantIdentifier() {
    return WorkspaceScope.current()
        .map(scope -> scope.ofAll() ? ALL : scope.workspace())
        .orElse(NONE);
  }

  @Override
  public boolean validateExistingCurrentSessions() {
    return false;
  }

  @Override
  public boolean isRoot(String tenant) {
    return !filters || tenant.equals(ALL);
  }
}
