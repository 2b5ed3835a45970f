// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.torch.ScriptNode.Buffer;
import org.contextile.library.torch.ScriptNode.Child;
import org.contextile.library.torch.ScriptNode.FloatConstant;
import org.contextile.library.torch.ScriptNode.IntConstant;
import org.contextile.library.torch.ScriptNode.Member;
import org.contextile.library.torch.ScriptNode.Parameter;

/**
 * Writes {@code data.pkl}: the module tree in pickle protocol 2, as libtorch's unpickler reads it.
 * Each tensor becomes storage {@code data/i} in the order in which {@link #storages()} lists them.
 */
final class ModulePickle {

  private final MemoryLayout layout;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<MemoryOrder> storages = new ArrayList<>();

  ModulePickle(MemoryLayout layout) {
    this.layout = layout;
  }

  byte[] write(ScriptNode root) {
    op(0x80);
    op(2);
    module(root);
    op('.');
    return out.toByteArray();
  }

  List<MemoryOrder> storages() {
    return storages;
  }

  private void module(ScriptNode node) {
    global("__torch__", node.className());
    op(')');
    op(0x81);
    op('}');
    op('(');
    // Whoever loads the file elsewhere expects features, and not batches to be normalised anew.
    string("training");
    op(0x89);
    node.members()
        .forEach(
            (name, member) -> {
              string(name);
              member(member);
            });
    op('u');
    op('b');
  }

  private void member(Member member) {
    switch (member) {
      case Parameter(Weights weights) -> tensor(weights, true);
      case Buffer(Weights weights) -> tensor(weights, false);
      case Child(ScriptNode child) -> module(child);
      case IntConstant(long value) -> integer(value);
      case FloatConstant(double value) -> {
        op('G');
        bigEndian(Double.doubleToRawLongBits(value));
      }
    }
  }

  private void tensor(Weights weights, boolean requiresGrad) {
    MemoryOrder strided = new MemoryOrder(weights, layout);
    global("torch._utils", "_rebuild_tensor_v2");
    op('(');
    op('(');
    string("storage");
    global("torch", "FloatStorage");
    string(Integer.toString(storages.size()));
    string("cpu");
    integer(strided.size());
    op('t');
    op('Q');
    integer(0);
    tuple(weights.shape());
    tuple(strided.strides());
    op(requiresGrad ? 0x88 : 0x89);
    global("collections", "OrderedDict");
    op(')');
    op('R');
    op('t');
    op('R');
    storages.add(strided);
  }

  private void tuple(long[] values) {
    op('(');
    for (long value : values) {
      integer(value);
    }
    op('t');
  }

  private void integer(long value) {
    if (value >= 0 && value < 256) {
      op('K');
      op((int) value);
    } else if (value == (int) value) {
      op('J');
      littleEndian(value, Integer.BYTES);
    } else {
      op(0x8a);
      op(Long.BYTES);
      littleEndian(value, Long.BYTES);
    }
  }

  private void string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    op('X');
    littleEndian(utf8.length, Integer.BYTES);
    out.writeBytes(utf8);
  }

  private void global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      op((int) (value >> (8 * i)));
    }
  }

  private void bigEndian(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      op((int) (value >> shift));
    }
  }

  private void op(int code) {
    out.write(code);
  }
}
