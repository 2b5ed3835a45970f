// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * One module of a network: the class of the program that computes it, its tensors, its constants
 * and its children. Names follow PyTorch's, so that the state dictionary of the archive is that of
 * the same network written in Python.
 */
public final class ScriptNode {

  private final String className;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Set<String> followers = new HashSet<>();
  private Optional<List<String>> shared = Optional.empty();
  private boolean namedByChildren;

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
    SequencedMap<String, ScriptNode> numbered = new LinkedHashMap<>();
    for (int i = 0; i < children.size(); i++) {
      numbered.put(Integer.toString(i), children.get(i));
    }
    ScriptNode chain = sequence(chainName(children, shared), numbered, shared);
    chain.namedByChildren = true;
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
    return sequence(className, children, List.of());
  }

  private static ScriptNode sequence(
      String className, SequencedMap<String, ScriptNode> children, List<String> shared) {
    ScriptNode sequence = new ScriptNode(className);
    sequence.shared = Optional.of(List.copyOf(shared));
    children.forEach(
        (name, child) -> {
          // One that takes further tensors is applied to more than the result before.
          if (sequence.members.isEmpty() || !shared.isEmpty()) {
            sequence.child(name, child);
          } else {
            sequence.then(name, child);
          }
        });
    return sequence;
  }

  private static String chainName(List<ScriptNode> children, List<String> shared) {
    StringBuilder name = new StringBuilder("Chain");
    children.forEach(child -> name.append('_').append(child.className));
    shared.forEach(argument -> name.append("_with_").append(argument));
    return name.toString();
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

  /**
   * Adds a module that the program applies to nothing but the result of the child added before,
   * which nothing else reads.
   */
  public ScriptNode then(String name, ScriptNode node) {
    followers.add(name);
    return child(name, node);
  }

  /** Adds an integer that the program reads as {@code self.name}. */
  public ScriptNode constant(String name, long value) {
    return put(name, new IntConstant(value));
  }

  /** Adds a float that the program reads as {@code self.name}. */
  public ScriptNode constant(String name, double value) {
    return put(name, new FloatConstant(value));
  }

  /** The same members, computed by another class. */
  public ScriptNode as(String otherClass) {
    return copy(otherClass, Map.of());
  }

  /** The class of the program that computes the module. */
  public String className() {
    return className;
  }

  /**
   * A parameter or buffer.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Weights weights(String name) {
    return switch (members.get(name)) {
      case Parameter(Weights weights) -> weights;
      case Buffer(Weights weights) -> weights;
      case null, default -> throw absent(name);
    };
  }

  /**
   * An integer constant.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public long integer(String name) {
    if (members.get(name) instanceof IntConstant(long value)) {
      return value;
    }
    throw absent(name);
  }

  /**
   * A float constant.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double number(String name) {
    if (members.get(name) instanceof FloatConstant(double value)) {
      return value;
    }
    throw absent(name);
  }

  Map<String, Member> members() {
    return Collections.unmodifiableMap(members);
  }

  /** The modules directly below, by name; a copy. */
  Map<String, ScriptNode> children() {
    Map<String, ScriptNode> children = new LinkedHashMap<>();
    members.forEach(
        (name, member) -> {
          if (member instanceof Child(ScriptNode child)) {
            children.put(name, child);
          }
        });
    return children;
  }

  /** Whether a child was added by {@link #then}. */
  boolean follows(String name) {
    return followers.contains(name);
  }

  /** For a chain, the tensors that all children take beside the first; else empty. */
  Optional<List<String>> shared() {
    return shared;
  }

  /** The same module with other children under the same names. */
  ScriptNode with(Map<String, ScriptNode> children) {
    List<ScriptNode> all = List.copyOf(children.values());
    return copy(namedByChildren ? chainName(all, shared.orElseThrow()) : className, children);
  }

  private ScriptNode copy(String name, Map<String, ScriptNode> replaced) {
    ScriptNode copy = new ScriptNode(name);
    copy.members.putAll(members);
    replaced.forEach((child, node) -> copy.members.replace(child, new Child(node)));
    copy.followers.addAll(followers);
    copy.shared = shared;
    copy.namedByChildren = namedByChildren;
    return copy;
  }

  private ScriptNode put(String name, Member member) {
    if (members.putIfAbsent(name, member) != null) {
      throw new IllegalArgumentException(className + " already has a member " + name);
    }
    return this;
  }

  private IllegalArgumentException absent(String name) {
    return new IllegalArgumentException(className + " has no such member " + name);
  }
}
