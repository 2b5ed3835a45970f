// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.contextile.library.torch.Weights;

/** Weights of a file; keeps account of what is missing, of another shape, or unexpected. */
final class StoredWeights implements WeightsSource {

  private static final int MOST_LISTED = 20;

  private final TimmStateDict stored;
  private final Set<String> taken = new HashSet<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();

  /**
   * @param stored by timm's names
   */
  StoredWeights(TimmStateDict stored) {
    this.stored = stored;
  }

  @Override
  public Weights take(String name, long... shape) {
    Optional<Weights> tensor = stored.find(name);
    if (tensor.isEmpty()) {
      missing.add(name);
      return empty(shape);
    }
    taken.add(name);
    if (!Arrays.equals(tensor.get().shape(), shape)) {
      misshapen.add(
          "%s is %s instead of %s"
              .formatted(name, Arrays.toString(tensor.get().shape()), Arrays.toString(shape)));
      return empty(shape);
    }
    return tensor.get();
  }

  /**
   * Takes the place of what the file lacks until {@link #refusal} says so; its values are never
   * read.
   */
  private static Weights empty(long[] shape) {
    return Weights.lazy(
        shape,
        () -> {
          throw new IllegalStateException("the tensor is not in the file");
        });
  }

  /**
   * To be called when all has been taken, and before any value is read.
   *
   * @param dispensable names that may be in the file all the same
   */
  void compare(Predicate<String> dispensable) {
    stored.names().stream()
        .filter(name -> !taken.contains(name) && !dispensable.test(name))
        .forEach(unexpected::add);
  }

  /** What is wrong: tensors that are missing, of another shape, or unexpected; empty if nothing. */
  Optional<String> refusal() {
    List<String> reasons = new ArrayList<>();
    add(reasons, "under two names", stored.repeated());
    add(reasons, "missing", missing);
    add(reasons, "of another shape", misshapen);
    add(reasons, "unexpected", unexpected);
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  /** What may be done about it. */
  Optional<String> advice(Architecture.Blueprint blueprint) {
    return blueprint.advice(stored);
  }

  /** How many tensors the network has. */
  int wanted() {
    return taken.size() + missing.size();
  }

  /** How many of them have a name in the file. */
  int matching() {
    return taken.size();
  }

  /** How many tensors there is something to say of. */
  int problems() {
    return stored.repeated().size() + missing.size() + misshapen.size() + unexpected.size();
  }

  private static void add(List<String> reasons, String what, List<String> names) {
    if (!names.isEmpty()) {
      String list = String.join(", ", names.subList(0, Math.min(names.size(), MOST_LISTED)));
      int more = names.size() - MOST_LISTED;
      reasons.add(
          "%d %s (%s%s)"
              .formatted(names.size(), what, list, more > 0 ? " and " + more + " more" : ""));
    }
  }
}
