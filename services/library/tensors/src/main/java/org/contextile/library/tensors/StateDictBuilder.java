// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects a file's tensors and checks each, and all of them together, against the file's size. */
final class StateDictBuilder {

  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_NAME = 1024;
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;
  private static final int MAX_ELEMENTS_PER_BYTE = 4;

  private final long fileBytes;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long elements;

  StateDictBuilder(long fileBytes) {
    this.fileBytes = fileBytes;
  }

  void add(String name, ElementType type, Strided layout, Storage storage) {
    if (name.isEmpty() || name.length() > MAX_NAME || tensors.size() == MAX_TENSORS) {
      throw new InvalidWeightsException(
          "the file holds more than %d tensors, or one whose name has no or over %d characters"
              .formatted(MAX_TENSORS, MAX_NAME));
    }
    if (!names.add(name)) {
      throw new InvalidWeightsException("two tensors are called %s".formatted(name));
    }
    long count = layout.check(name, storage.size() / type.bytes());
    elements = count > MAX_ELEMENTS ? Long.MAX_VALUE : elements + work(count, type, storage);
    if (elements / MAX_ELEMENTS_PER_BYTE > fileBytes) {
      throw new InvalidWeightsException(
          "tensor %s has an absurd shape for a file of %d bytes: %s"
              .formatted(name, fileBytes, layout));
    }
    tensors.add(new StoredTensor(name, type, layout, storage));
  }

  // A compressed storage is inflated as a whole for each of its tensors.
  private static long work(long count, ElementType type, Storage storage) {
    return switch (storage) {
      case Storage.Mapped _ -> count;
      case Storage.Deflated(_, long size, _) -> Math.max(count, size / type.bytes());
    };
  }

  /** The tensors in the order in which they were added. */
  List<StoredTensor> all() {
    if (tensors.isEmpty()) {
      throw new InvalidWeightsException("the file holds no tensors");
    }
    return List.copyOf(tensors);
  }
}
