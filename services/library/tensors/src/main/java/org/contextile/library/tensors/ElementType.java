// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** What a stored tensor is made of; the constants' names are those of safetensors. */
public enum ElementType {
  F64(8, "float64", "DoubleStorage"),
  F32(4, "float32", "FloatStorage"),
  F16(2, "float16", "HalfStorage"),
  BF16(2, "bfloat16", "BFloat16Storage"),
  I64(8, "int64", "LongStorage"),
  I32(4, "int32", "IntStorage"),
  I16(2, "int16", "ShortStorage"),
  I8(1, "int8", "CharStorage"),
  U64(8, "uint64", ""),
  U32(4, "uint32", ""),
  U16(2, "uint16", ""),
  U8(1, "uint8", "ByteStorage"),
  BOOL(1, "bool", "BoolStorage");

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final int bytes;
  private final String torchName;
  private final String storageName;

  ElementType(int bytes, String torchName, String storageName) {
    this.bytes = bytes;
    this.torchName = torchName;
    this.storageName = storageName;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The type that PyTorch calls {@code torch.NAME}. */
  static Optional<ElementType> ofTorch(String name) {
    return Arrays.stream(values()).filter(type -> type.torchName.equals(name)).findFirst();
  }

  /** The type that lies in PyTorch's {@code torch.NAME}, for example {@code FloatStorage}. */
  static Optional<ElementType> ofStorage(String name) {
    return Arrays.stream(values())
        .filter(type -> !name.isEmpty() && type.storageName.equals(name))
        .findFirst();
  }

  /** One element as the nearest float32; any byte but zero is a true {@code BOOL}. */
  float read(MemorySegment segment, long element) {
    long at = element * bytes;
    return switch (this) {
      case F64 -> (float) segment.get(DOUBLE, at);
      case F32 -> segment.get(FLOAT, at);
      case F16 -> Float.float16ToFloat(segment.get(SHORT, at));
      case BF16 -> Float.intBitsToFloat(segment.get(SHORT, at) << 16);
      case I64 -> segment.get(LONG, at);
      case I32 -> segment.get(INT, at);
      case I16 -> segment.get(SHORT, at);
      case I8 -> segment.get(JAVA_BYTE, at);
      case U64 -> unsigned(segment.get(LONG, at));
      case U32 -> Integer.toUnsignedLong(segment.get(INT, at));
      case U16 -> Short.toUnsignedInt(segment.get(SHORT, at));
      case U8 -> Byte.toUnsignedInt(segment.get(JAVA_BYTE, at));
      case BOOL -> segment.get(JAVA_BYTE, at) == 0 ? 0 : 1;
    };
  }

  /** Elements that lie one after another. */
  void read(MemorySegment segment, long first, float[] into) {
    if (this == F32) {
      MemorySegment.copy(segment, FLOAT, first * bytes, into, 0, into.length);
      return;
    }
    for (int i = 0; i < into.length; i++) {
      into[i] = read(segment, first + i);
    }
  }

  // Halving keeps a sticky lowest bit, so that the rounding is still that of the whole number.
  private static float unsigned(long value) {
    return value >= 0 ? value : (float) ((value >>> 1) | (value & 1)) * 2;
  }
}
