package dev.fairlead.cli;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// The system's [SecureRandom], made when somebody asks for randomness. Safe for any thread.
final class SystemRandom implements RandomGenerator {

  private static final class Source {
    private static final SecureRandom RANDOM = new SecureRandom();
  }

  @Override
  public long nextLong() {
    return Source.RANDOM.nextLong();
  }

  @Override
  public int nextInt() {
    return Source.RANDOM.nextInt();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    Source.RANDOM.nextBytes(bytes);
  }
}
