// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import org.contextile.db.workspace.WorkspaceScope;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets the thread of a test use the beans of a service without a caller, as the service's own
 * housekeeping does. Threads that a test begins, and the service's, are outside it.
 */
public final class AllWorkspaces implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AllWorkspaces.class);

  @Override
  public void beforeAll(ExtensionContext tests) {
    tests.getStore(NAMESPACE).put(tests.getUniqueId(), WorkspaceScope.all());
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    WorkspaceScope scope =
        tests.getStore(NAMESPACE).remove(tests.getUniqueId(), WorkspaceScope.class);
    if (scope != null) {
      scope.close();
    }
  }
}
