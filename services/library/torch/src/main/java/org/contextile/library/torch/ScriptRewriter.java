// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replaces modules of a network by others that compute the same, innermost first. */
public final class ScriptRewriter {

  /** What may stand for what. */
  public interface Rules {

    /** What replaces a module alone; empty if it stays. */
    Optional<ScriptNode> single(ScriptNode node);

    /**
     * What replaces two modules of which the second is applied to the first's result alone.
     *
     * @return the two that take their places; empty if they stay
     */
    Optional<Pair> pair(ScriptNode first, ScriptNode second);
  }

  /** Two modules, one applied to the other's result. */
  public record Pair(ScriptNode first, ScriptNode second) {}

  private final Rules rules;
  private boolean changed;

  private ScriptRewriter(Rules rules) {
    this.rules = rules;
  }

  /**
   * The network by other rules.
   *
   * @return empty if none applies
   */
  public static Optional<ScriptNode> rewrite(ScriptNode root, Rules rules) {
    ScriptRewriter rewriter = new ScriptRewriter(rules);
    ScriptNode made = rewriter.rewrite(root);
    return rewriter.changed ? Optional.of(made) : Optional.empty();
  }

  private ScriptNode rewrite(ScriptNode node) {
    Map<String, ScriptNode> children = node.children();
    Map.@Nullable Entry<String, ScriptNode> before = null;
    for (Map.Entry<String, ScriptNode> entry : children.entrySet()) {
      entry.setValue(rewrite(entry.getValue()));
      if (before != null && node.follows(entry.getKey())) {
        pair(before, entry);
      }
      before = entry;
    }
    ScriptNode made = children.isEmpty() ? node : node.with(children);
    Optional<ScriptNode> single = rules.single(made);
    changed |= single.isPresent();
    return single.orElse(made);
  }

  private void pair(Map.Entry<String, ScriptNode> first, Map.Entry<String, ScriptNode> second) {
    rules
        .pair(first.getValue(), second.getValue())
        .ifPresent(
            pair -> {
              first.setValue(pair.first);
              second.setValue(pair.second);
              changed = true;
            });
  }
}
