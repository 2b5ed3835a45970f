// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles, above all those that {@code torch.save} never would. */
final class PickleBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleBytes() {
    op(0x80, 2);
  }

  PickleBytes op(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
    return this;
  }

  PickleBytes repeat(int times, int... codes) {
    for (int i = 0; i < times; i++) {
      op(codes);
    }
    return this;
  }

  PickleBytes line(String text) {
    out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PickleBytes global(String module, String name) {
    return op('c').line(module).line(name);
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').number(utf8.length, Integer.BYTES);
    out.writeBytes(utf8);
    return this;
  }

  PickleBytes whole(long value) {
    return op(0x8a, Long.BYTES).number(value, Long.BYTES);
  }

  PickleBytes number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      op((int) (value >> (8 * i)));
    }
    return this;
  }

  PickleBytes tuple(long... values) {
    op('(');
    for (long value : values) {
      whole(value);
    }
    return op('t');
  }

  PickleBytes storage(String kind, String key, long elements) {
    op('(').text("storage").global("torch", kind).text(key).text("cpu").whole(elements);
    return op('t', 'Q');
  }

  /** A tensor of a storage of floats. */
  PickleBytes tensor(String key, long elements, long offset, long[] shape, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage("FloatStorage", key, elements);
    whole(offset).tuple(shape).tuple(strides).op(0x89);
    return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  /** A dictionary of one entry. */
  PickleBytes entry(String key, Runnable value) {
    op('}').text(key);
    value.run();
    return op('s');
  }

  byte[] end() {
    return op('.').bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
