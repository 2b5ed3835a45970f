// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows the current thread sees, until it is closed: those of one workspace, or of all. A
 * thread outside any scope sees none, and a transaction keeps the scope in which it began.
 *
 * <pre>{@code
 * try (var _ = WorkspaceScope.of("pathology", "vera")) {
 *   slides.findById(id);
 * }
 * }</pre>
 */
public final class WorkspaceScope implements AutoCloseable {
  private static final ThreadLocal<@Nullable WorkspaceScope> CURRENT = new ThreadLocal<>();

  private final @Nullable String workspace;
  private final @Nullable String subject;
  private final @Nullable WorkspaceScope outer = CURRENT.get();

  private WorkspaceScope(@Nullable String workspace, @Nullable String subject) {
    this.workspace = workspace;
    this.subject = subject;
    CURRENT.set(this);
  }

  /**
   * Work for somebody.
   *
   * @param subject who is noted as the creator of new rows; null where nobody is known
   */
  public static WorkspaceScope of(String workspace, @Nullable String subject) {
    return new WorkspaceScope(Objects.requireNonNull(workspace), subject);
  }

  /** Work on what belongs to no workspace, or to all: the queue, artifacts, sessions, figures. */
  public static WorkspaceScope all() {
    return new WorkspaceScope(null, null);
  }

  /** Runs work in the scope of {@link #all()}. */
  public static <T extends @Nullable Object> T inAll(Supplier<T> work) {
    try (WorkspaceScope _ = all()) {
      return work.get();
    }
  }

  /** Runs work in the scope of {@link #all()}. */
  public static void inAll(Runnable work) {
    try (WorkspaceScope _ = all()) {
      work.run();
    }
  }

  /** The same work for another thread, in the scope of the calling one. */
  public static Runnable carried(Runnable work) {
    WorkspaceScope here = CURRENT.get();
    return here == null
        ? work
        : () -> {
          try (WorkspaceScope _ = new WorkspaceScope(here.workspace, here.subject)) {
            work.run();
          }
        };
  }

  static Optional<WorkspaceScope> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Whether it is that of all workspaces. */
  boolean ofAll() {
    return workspace == null;
  }

  /** The workspace, or the empty text for all. */
  String workspace() {
    return workspace == null ? "" : workspace;
  }

  /** Who creates rows, or the empty text. */
  String subject() {
    return subject == null ? "" : subject;
  }

  @Override
  public void close() {
    if (CURRENT.get() != this) {
      throw new IllegalStateException("Scopes end in the thread and the order in which they began");
    }
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
