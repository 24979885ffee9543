package dev.fairlead.chart.functions;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.BitSet;
import java.util.concurrent.ForkJoinTask;

/// Makes RSA keys as FIPS 186-5 wants them (A.1.3, probable primes), at half the cost of the
/// platform's generator: that one throws away primes below √2 · 2^(bits - 1) once it has found
/// them, and sieves less.
///
/// Charts with certificates spend nearly all of their time here, so the two primes of a key are
/// looked for at the same time.
final class RsaKeys {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  /// A further prime costs as much to sieve with as it saves in tests.
  private static final int SIEVED_BELOW = 1 << 14;

  /// Odd numbers that are looked at from one random number on; among so many there is a prime.
  private static final int WINDOW = 1 << 12;

  private final SecureRandom random = new SecureRandom();
  private final int[] smallPrimes = smallPrimes();

  /// A new key.
  ///
  /// @param bits of the modulus, even
  KeyPair generate(int bits) throws GeneralSecurityException {
    // Where no other thread has time for it, this one does it when it joins.
    ForkJoinTask<BigInteger> second = ForkJoinTask.adapt(() -> prime(bits / 2)).fork();
    BigInteger p = prime(bits / 2);
    BigInteger q = second.join();
    // Primes that close to each other do not happen, but a modulus of such is no secret.
    while (p.subtract(q).abs().bitLength() <= bits / 2 - 100) {
      q = prime(bits / 2);
    }
    BigInteger modulus = p.multiply(q);
    BigInteger beforeP = p.subtract(BigInteger.ONE);
    BigInteger beforeQ = q.subtract(BigInteger.ONE);
    BigInteger order = beforeP.divide(beforeP.gcd(beforeQ)).multiply(beforeQ);
    BigInteger secret = EXPONENT.modInverse(order);
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                modulus,
                EXPONENT,
                secret,
                p,
                q,
                secret.mod(beforeP),
                secret.mod(beforeQ),
                q.modInverse(p))));
  }

  /// A prime whose two highest bits are set, so that the product of two has all its bits.
  private BigInteger prime(int bits) {
    while (true) {
      BigInteger start = new BigInteger(bits, random).setBit(bits - 1).setBit(bits - 2).setBit(0);
      BitSet composite = sieve(start);
      for (int i = composite.nextClearBit(0); i < WINDOW; i = composite.nextClearBit(i + 1)) {
        BigInteger candidate = start.add(BigInteger.valueOf(2L * i));
        if (candidate.bitLength() == bits && isPrime(candidate) && isCoprime(candidate)) {
          return candidate;
        }
      }
    }
  }

  /// Which of the odd numbers from one on have a small factor.
  private BitSet sieve(BigInteger start) {
    BitSet composite = new BitSet(WINDOW);
    for (int prime : smallPrimes) {
      int rest = start.mod(BigInteger.valueOf(prime)).intValue();
      int distance = rest == 0 ? 0 : prime - rest;
      // Every second multiple is odd.
      int first = (distance % 2 == 0 ? distance : distance + prime) / 2;
      for (int i = first; i < WINDOW; i += prime) {
        composite.set(i);
      }
    }
    return composite;
  }

  private static boolean isCoprime(BigInteger prime) {
    return !prime.mod(EXPONENT).equals(BigInteger.ONE);
  }

  /// Miller and Rabin's test: with base 2, which hardly any composite passes, then with as many
  /// random ones as FIPS 186-5 asks for (table B.1).
  private boolean isPrime(BigInteger candidate) {
    BigInteger before = candidate.subtract(BigInteger.ONE);
    int twos = before.getLowestSetBit();
    BigInteger odd = before.shiftRight(twos);
    if (!passes(BigInteger.TWO, odd, twos, candidate, before)) {
      return false;
    }
    int rounds = candidate.bitLength() < 1024 ? 10 : 5;
    for (int i = 0; i < rounds; i++) {
      BigInteger base =
          new BigInteger(candidate.bitLength(), random).mod(before.subtract(BigInteger.TWO));
      if (!passes(base.add(BigInteger.TWO), odd, twos, candidate, before)) {
        return false;
      }
    }
    return true;
  }

  private static boolean passes(
      BigInteger base, BigInteger odd, int twos, BigInteger candidate, BigInteger before) {
    BigInteger power = base.modPow(odd, candidate);
    if (power.equals(BigInteger.ONE)) {
      return true;
    }
    for (int i = 0; i < twos; i++) {
      if (power.equals(before)) {
        return true;
      }
      power = power.multiply(power).mod(candidate);
    }
    return false;
  }

  /// The odd ones.
  private static int[] smallPrimes() {
    BitSet composite = new BitSet(SIEVED_BELOW);
    for (int i = 3; i * i < SIEVED_BELOW; i += 2) {
      for (int j = i * i; j < SIEVED_BELOW; j += 2 * i) {
        composite.set(j);
      }
    }
    return java.util.stream.IntStream.range(3, SIEVED_BELOW)
        .filter(i -> i % 2 == 1 && !composite.get(i))
        .toArray();
  }
}
