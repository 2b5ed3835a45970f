// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextile.library.tensors.Pickled.Mapping;
import org.contextile.library.tensors.Pickled.TensorRef;

/**
 * Finds the state dictionary in what {@code torch.save} saved: the value itself, or what training
 * scripts keep under one of {@link #WRAPPERS}, the first that holds tensors, up to three deep.
 */
final class Checkpoint {

  /** In the order of preference: of DINO's two networks the teacher is the one to use. */
  private static final List<String> WRAPPERS =
      List.of(
          "state_dict",
          "model_state_dict",
          "model",
          "teacher",
          "student",
          "model_state",
          "net",
          "module");

  private static final int MAX_DEPTH = 3;

  private Checkpoint() {}

  /** The tensors by name, in order; entries of other kinds are passed over. */
  static Map<String, TensorRef> tensors(Pickled value) {
    if (value instanceof Mapping mapping) {
      Set<Mapping> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      return wrapped(mapping, seen, MAX_DEPTH).orElseGet(() -> direct(mapping));
    }
    throw new InvalidWeightsException(
        "the file holds no state dictionary; save one with torch.save(model.state_dict(), path)");
  }

  private static Optional<Map<String, TensorRef>> wrapped(
      Mapping mapping, Set<Mapping> seen, int depth) {
    for (String key : WRAPPERS) {
      if (depth > 0 && mapping.entries().get(key) instanceof Mapping inner && seen.add(inner)) {
        Map<String, TensorRef> found =
            wrapped(inner, seen, depth - 1).orElseGet(() -> direct(inner));
        if (!found.isEmpty()) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, TensorRef> direct(Mapping mapping) {
    Map<String, TensorRef> tensors = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              if (value instanceof TensorRef tensor) {
                tensors.put(name, tensor);
              }
            });
    return tensors;
  }
}
