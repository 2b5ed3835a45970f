// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.script;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One module of a network: the class of the program that computes it, its tensors, its constants
 * and its children. Names follow PyTorch's, so that the state dictionary of the archive is that of
 * the same network written in Python.
 */
public final class ScriptNode {

  private final String className;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private Optional<List<String>> shared = Optional.empty();

  private ScriptNode(String className) {
    this.className = requireNonNull(className, "className");
  }

  /** What a module can hold under a name. */
  sealed interface Member {}

  record Parameter(Weights weights) implements Member {}

  record Buffer(Weights weights) implements Member {}

  record Child(ScriptNode node) implements Member {}

  record IntConstant(long value) implements Member {}

  record FloatConstant(double value) implements Member {}

  /** A module computed by the class of that name in the archive's program. */
  public static ScriptNode of(String className) {
    return new ScriptNode(className);
  }

  /**
   * Modules applied one after another, named {@code 0, 1, …} as in {@code torch.nn.Sequential}; the
   * program text is derived, each child takes and gives one tensor.
   */
  public static ScriptNode chain(List<ScriptNode> children) {
    return chain(children, List.of());
  }

  /**
   * Like {@link #chain(List)}, where every child also takes the same further tensors.
   *
   * @param shared the names of those tensors
   */
  public static ScriptNode chain(List<ScriptNode> children, List<String> shared) {
    StringBuilder name = new StringBuilder("Chain");
    children.forEach(child -> name.append('_').append(child.className));
    shared.forEach(argument -> name.append("_with_").append(argument));
    ScriptNode chain = new ScriptNode(name.toString());
    chain.shared = Optional.of(List.copyOf(shared));
    for (int i = 0; i < children.size(); i++) {
      chain.child(Integer.toString(i), children.get(i));
    }
    return chain;
  }

  /**
   * Modules applied one after another under names of their own, as in a {@code torch.nn.Sequential}
   * made from an ordered dictionary.
   *
   * @param className names the chain in the archive's program
   * @param children each takes and gives one tensor
   */
  public static ScriptNode sequence(String className, SequencedMap<String, ScriptNode> children) {
    ScriptNode sequence = new ScriptNode(className);
    sequence.shared = Optional.of(List.of());
    children.forEach(sequence::child);
    return sequence;
  }

  /** Adds a tensor that is trained. */
  public ScriptNode parameter(String name, Weights weights) {
    return put(name, new Parameter(weights));
  }

  /** Adds a tensor that is saved with the module but not trained. */
  public ScriptNode buffer(String name, Weights weights) {
    return put(name, new Buffer(weights));
  }

  /** Adds a module below this one. */
  public ScriptNode child(String name, ScriptNode node) {
    return put(name, new Child(node));
  }

  /** Adds an integer that the program reads as {@code self.name}. */
  public ScriptNode constant(String name, long value) {
    return put(name, new IntConstant(value));
  }

  /** Adds a float that the program reads as {@code self.name}. */
  public ScriptNode constant(String name, double value) {
    return put(name, new FloatConstant(value));
  }

  String className() {
    return className;
  }

  Map<String, Member> members() {
    return Collections.unmodifiableMap(members);
  }

  /** For a chain, the tensors that all children take beside the first; else empty. */
  Optional<List<String>> shared() {
    return shared;
  }

  private ScriptNode put(String name, Member member) {
    if (members.putIfAbsent(name, member) != null) {
      throw new IllegalArgumentException(className + " already has a member " + name);
    }
    return this;
  }
}
