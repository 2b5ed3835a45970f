// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of one call of a module's method, in the order of its parameters. */
public final class ScriptCall {

  private final String method;
  private final NDList arguments = new NDList();
  private final Set<NDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int lists;

  private ScriptCall(String method) {
    this.method = method;
  }

  /** A call of the method of that name. */
  public static ScriptCall of(String method) {
    return new ScriptCall(method);
  }

  /** Passes a {@code Tensor}. */
  public ScriptCall tensor(NDArray tensor) {
    return add(null, tensor);
  }

  /**
   * Passes a {@code List[Tensor]}.
   *
   * @throws IllegalArgumentException if it is empty or holds a tensor that is passed already,
   *     neither of which DJL can express
   */
  public ScriptCall tensors(List<NDArray> tensors) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("a list of tensors must not be empty");
    }
    String name = "list" + lists++ + "[]";
    tensors.forEach(tensor -> add(name, tensor));
    return this;
  }

  /** The arguments as DJL wants them: a list is spelled by equal names, the method by a marker. */
  NDList arguments(NDArray marker) {
    marker.setName("module_method:" + method);
    NDList all = new NDList(arguments);
    all.add(marker);
    return all;
  }

  String method() {
    return method;
  }

  // DJL reads list membership from a tensor's one name, so that a tensor cannot stand in two
  // places.
  private ScriptCall add(@Nullable String name, NDArray tensor) {
    if (!seen.add(tensor)) {
      throw new IllegalArgumentException("a tensor is passed twice to " + method);
    }
    tensor.setName(name);
    arguments.add(tensor);
    return this;
  }
}
