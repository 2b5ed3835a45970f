// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An unpickler's stack, marks and memo, and the bounds on all that a pickle can make it do. Every
 * instruction adds a value of bounded size at most, so that the number of instructions bounds the
 * memory.
 */
final class PickleStack {

  private static final int MAX_STEPS = 1_000_000;
  private static final int MAX_MARKS = 1_000;

  private final List<Pickled> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Pickled> memo = new HashMap<>();
  private int steps;

  /** Counts one instruction. */
  void step() {
    if (++steps > MAX_STEPS) {
      throw new InvalidWeightsException(
          "the file's pickle has more than %d instructions".formatted(MAX_STEPS));
    }
  }

  void push(Pickled value) {
    values.add(value);
  }

  Pickled pop() {
    checkHolds(1);
    return values.removeLast();
  }

  Pickled top() {
    checkHolds(1);
    return values.getLast();
  }

  void mark() {
    if (marks.size() == MAX_MARKS) {
      throw new InvalidWeightsException(
          "the file's pickle is nested more than %d deep".formatted(MAX_MARKS));
    }
    marks.add(values.size());
  }

  /** The values above the last mark, taken off with it. */
  List<Pickled> popMark() {
    if (marks.isEmpty()) {
      throw damaged();
    }
    List<Pickled> above = values.subList(marks.removeLast(), values.size());
    List<Pickled> taken = new ArrayList<>(above);
    above.clear();
    return taken;
  }

  /** Replaces the topmost values by a tuple of them. */
  void tuple(int size) {
    checkHolds(size);
    List<Pickled> above = values.subList(values.size() - size, values.size());
    List<Pickled> taken = List.copyOf(above);
    above.clear();
    push(new Pickled.Items(taken, true));
  }

  void remember(long key) {
    if (key < 0) {
      throw damaged();
    }
    memo.put(key, top());
  }

  void rememberNext() {
    memo.put((long) memo.size(), top());
  }

  void recall(long key) {
    Pickled value = memo.get(key);
    if (value == null) {
      throw damaged();
    }
    push(value);
  }

  /** Ends a pickle: what it built, and nothing may be left beside it. */
  Pickled result() {
    Pickled result = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw damaged();
    }
    memo.clear();
    return result;
  }

  private void checkHolds(int count) {
    int floor = marks.isEmpty() ? 0 : marks.getLast();
    if (values.size() - floor < count) {
      throw damaged();
    }
  }

  static InvalidWeightsException damaged() {
    return new InvalidWeightsException("the file's pickle is damaged");
  }
}
