package dev.fairlead.sandbox.cluster.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The wire format of protobuf: a sequence of numbered fields.
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int type;

  Wire(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean hasNext() {
    return at < end;
  }

  boolean isEmpty() {
    return at >= end;
  }

  /// Goes to the next field and returns its number; its value must be read or skipped next.
  int next() {
    long tag = varint();
    type = (int) (tag & 7);
    return (int) (tag >>> 3);
  }

  long number() {
    return switch (type) {
      case VARINT -> varint();
      case FIXED64 -> fixed(8);
      case FIXED32 -> fixed(4);
      default -> throw new IllegalArgumentException("proto: wrong wireType = " + type);
    };
  }

  double real() {
    return type == FIXED64
        ? Double.longBitsToDouble(fixed(8))
        : Float.intBitsToFloat((int) fixed(4));
  }

  Wire message() {
    int length = length();
    Wire inner = new Wire(bytes, at, at + length);
    at += length;
    return inner;
  }

  byte[] bytes() {
    int length = length();
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> fixed(8);
      case LENGTH -> bytes();
      case FIXED32 -> fixed(4);
      default -> throw new IllegalArgumentException("proto: illegal wireType " + type);
    }
  }

  private int length() {
    if (type != LENGTH) {
      throw new IllegalArgumentException("proto: wrong wireType = " + type);
    }
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new IllegalArgumentException("unexpected EOF");
    }
    return (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new IllegalArgumentException("unexpected EOF");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("proto: integer overflow");
  }

  private long fixed(int count) {
    if (count > end - at) {
      throw new IllegalArgumentException("unexpected EOF");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) (bytes[at++] & 0xFF) << (8 * i);
    }
    return value;
  }
}
