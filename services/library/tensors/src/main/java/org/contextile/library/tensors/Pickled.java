// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pickle of weights can build. Values may contain themselves, so nothing here is compared,
 * hashed or printed as a whole.
 */
sealed interface Pickled
    permits Pickled.Plain,
        Pickled.Whole,
        Pickled.Text,
        Pickled.Items,
        Pickled.Mapping,
        Pickled.Instance,
        Pickled.StorageRef,
        Pickled.TensorRef,
        PickleName {

  /** Values that are never looked at. */
  enum Plain implements Pickled {
    NONE,
    /** A fraction, a string of bytes, a device, an integer of more than 64 bits. */
    OTHER
  }

  /** An integer or a truth value. */
  record Whole(long value) implements Pickled {}

  /** A string. */
  record Text(String value) implements Pickled {}

  /** A tuple or a list; the latter grows. */
  record Items(List<Pickled> values, boolean tuple) implements Pickled {

    static final Items EMPTY_TUPLE = new Items(List.of(), true);

    static Items list() {
      return new Items(new ArrayList<>(), false);
    }

    Pickled get(int index) {
      return values.get(index);
    }

    int size() {
      return values.size();
    }
  }

  /** A dictionary, of which only the entries under strings are read, in order. */
  record Mapping(Map<String, Pickled> entries) implements Pickled {

    Mapping() {
      this(new LinkedHashMap<>());
    }

    void put(Pickled key, Pickled value) {
      switch (key) {
        case Text(String name) -> {
          if (entries.putIfAbsent(name, value) != null) {
            throw new InvalidWeightsException(
                "a dictionary of the file has two entries %s".formatted(name));
          }
        }
        case Whole _, Plain _ -> {}
        case Items _, Mapping _, Instance _, StorageRef _, TensorRef _, PickleName _ ->
            throw new InvalidWeightsException(
                "a dictionary of the file has a key that is neither text nor a number");
      }
    }
  }

  /** An object of a TorchScript class: its attributes and nothing else. */
  final class Instance implements Pickled {

    private Optional<Mapping> attributes = Optional.empty();

    Map<String, Pickled> attributes() {
      return attributes.map(Mapping::entries).orElse(Map.of());
    }

    void setAttributes(Mapping mapping) {
      if (attributes.isPresent()) {
        throw new InvalidWeightsException("an object of the file is filled twice");
      }
      attributes = Optional.of(mapping);
    }
  }

  /**
   * A storage by name, whose bytes lie elsewhere in the file.
   *
   * @param type what it is made of; an untyped storage is made of bytes
   * @param elements how many
   */
  record StorageRef(String key, ElementType type, long elements) implements Pickled {

    /**
     * @throws ArithmeticException if they are more than a long can count
     */
    long bytes() {
      return Math.multiplyExact(elements, (long) type.bytes());
    }
  }

  /** A tensor in a storage; nothing about its layout has been checked. */
  record TensorRef(StorageRef storage, ElementType type, Strided layout) implements Pickled {}
}
