package dev.fairlead.sandbox.cluster;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Uids and generated names. Safe for any thread.
final class Identities {
  /// The letters of generated names: no vowels, so that no words come up.
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /// A generated name keeps so many characters of its prefix.
  private static final int MAX_PREFIX = 58;

  private final RandomGenerator random;

  Identities(RandomGenerator random) {
    this.random = random;
  }

  /// A random (version 4) UUID.
  synchronized String uid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /// Five random letters, as at the end of generated names.
  synchronized String suffix() {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return suffix.toString();
  }

  String generateName(String prefix) {
    return (prefix.length() > MAX_PREFIX ? prefix.substring(0, MAX_PREFIX) : prefix) + suffix();
  }

  /// A random number below a bound.
  synchronized int below(int bound) {
    return random.nextInt(bound);
  }

  synchronized byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
