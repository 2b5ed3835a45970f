// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.library.tensors.Pickled.Items;
import org.contextile.library.tensors.Pickled.Mapping;
import org.contextile.library.tensors.Pickled.Plain;
import org.contextile.library.tensors.Pickled.StorageRef;
import org.contextile.library.tensors.Pickled.Text;
import org.contextile.library.tensors.Pickled.Whole;

/**
 * Reads the instructions of pickle protocols 0 to 5 that {@code torch.save} and TorchScript write,
 * and runs no code: what a pickle names must be a {@link PickleName}, and all it can build is a
 * {@link Pickled}. Every other instruction is refused.
 */
final class Unpickler {

  private static final int NEWEST_PROTOCOL = 5;

  private final ByteCursor in;
  private final boolean script;
  private final PickleTexts texts;
  private final PickleStack stack = new PickleStack();
  private final Map<String, StorageRef> storages = new LinkedHashMap<>();

  /**
   * @param in where pickles follow one after another; their bounds hold for all of them together
   * @param script whether classes of a TorchScript program may be named
   */
  Unpickler(ByteCursor in, boolean script) {
    this.in = in;
    this.script = script;
    this.texts = new PickleTexts(in);
  }

  /** The next pickle's value. */
  Pickled load() {
    while (true) {
      stack.step();
      int code = in.u8();
      if (code == '.') {
        return stack.result();
      }
      run(code);
    }
  }

  /** The storages that were referred to so far, by name. */
  Map<String, StorageRef> storages() {
    return storages;
  }

  private void run(int code) {
    switch (code) {
      case 0x80 -> protocol(in.u8());
      case 0x95 -> in.i64(); // a frame's length, of use to streams only
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.popMark();
      case '2' -> stack.push(stack.top());
      case 'N' -> stack.push(Plain.NONE);
      case 0x88 -> stack.push(new Whole(1));
      case 0x89 -> stack.push(new Whole(0));
      case 'I', 'L' -> stack.push(texts.decimal());
      case 'J' -> stack.push(new Whole(in.i32()));
      case 'K' -> stack.push(new Whole(in.u8()));
      case 'M' -> stack.push(new Whole(in.u16()));
      case 0x8a -> stack.push(texts.integer(in.u8()));
      case 0x8b -> stack.push(texts.integer(in.i32()));
      case 'F' -> {
        texts.line();
        stack.push(Plain.OTHER);
      }
      case 'G' -> stack.push(texts.bytes(Double.BYTES));
      case 'S' -> stack.push(texts.quotedLine());
      case 'V' -> stack.push(texts.escapedLine());
      case 'U', 0x8c -> stack.push(texts.text(in.u8()));
      case 'T', 'X' -> stack.push(texts.text(in.u32()));
      case 0x8d -> stack.push(texts.text(in.i64()));
      case 'C' -> stack.push(texts.bytes(in.u8()));
      case 'B' -> stack.push(texts.bytes(in.u32()));
      case 0x8e, 0x96 -> stack.push(texts.bytes(in.i64()));
      case 'g' -> stack.recall(index());
      case 'h' -> stack.recall(in.u8());
      case 'j' -> stack.recall(in.u32());
      case 'p' -> stack.remember(index());
      case 'q' -> stack.remember(in.u8());
      case 'r' -> stack.remember(in.u32());
      case 0x94 -> stack.rememberNext();
      default -> build(code);
    }
  }

  private void build(int code) {
    switch (code) {
      case ')' -> stack.push(Items.EMPTY_TUPLE);
      case 't' -> stack.push(new Items(stack.popMark(), true));
      case 0x85, 0x86, 0x87 -> stack.tuple(code - 0x84);
      case ']' -> stack.push(Items.list());
      case 'l' -> stack.push(new Items(stack.popMark(), false));
      case 'a' -> append(List.of(stack.pop()));
      case 'e' -> append(stack.popMark());
      case '}' -> stack.push(new Mapping());
      case 'd' -> {
        List<Pickled> pairs = stack.popMark();
        stack.push(new Mapping());
        put(pairs);
      }
      case 's' -> {
        Pickled value = stack.pop();
        put(List.of(stack.pop(), value));
      }
      case 'u' -> put(stack.popMark());
      case 'c' -> {
        String module = texts.line();
        stack.push(PickleName.find(module, texts.line(), script));
      }
      case 0x93 -> {
        Pickled name = stack.pop();
        stack.push(PickleName.find(word(stack.pop()), word(name), script));
      }
      case 'R' -> {
        Pickled arguments = stack.pop();
        stack.push(PickleCalls.call(stack.pop(), arguments));
      }
      case 0x81 -> {
        stack.pop();
        stack.push(PickleCalls.newObject(stack.pop()));
      }
      case 'b' -> {
        Pickled state = stack.pop();
        PickleCalls.build(stack.top(), state);
      }
      case 'Q' -> stack.push(storage(PickleCalls.storage(stack.pop())));
      case 'i' -> {
        String module = texts.line();
        PickleName.find(module, texts.line(), false);
        throw unknown(code);
      }
      default -> throw unknown(code);
    }
  }

  private static void protocol(int version) {
    if (version > NEWEST_PROTOCOL) {
      throw new InvalidWeightsException(
          "the file is pickled with protocol %d, which is unknown".formatted(version));
    }
  }

  private long index() {
    return texts.decimal() instanceof Whole(long value) ? value : -1;
  }

  private void append(List<Pickled> values) {
    if (!(stack.top() instanceof Items list) || list.tuple()) {
      throw PickleStack.damaged();
    }
    list.values().addAll(values);
  }

  private void put(List<Pickled> pairs) {
    if (!(stack.top() instanceof Mapping mapping) || pairs.size() % 2 != 0) {
      throw PickleStack.damaged();
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      mapping.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private static String word(Pickled value) {
    if (value instanceof Text(String word)) {
      return word;
    }
    throw PickleStack.damaged();
  }

  private StorageRef storage(StorageRef found) {
    StorageRef known = storages.putIfAbsent(found.key(), found);
    if (known != null && !known.equals(found)) {
      throw new InvalidWeightsException(
          "the file describes its storage %s in two ways".formatted(found.key()));
    }
    return found;
  }

  private static InvalidWeightsException unknown(int code) {
    return new InvalidWeightsException(
        "the file's pickle has the instruction 0x%02x, which weights have no use for"
            .formatted(code));
  }
}
