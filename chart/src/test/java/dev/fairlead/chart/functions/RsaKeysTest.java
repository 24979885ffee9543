package dev.fairlead.chart.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RsaKeysTest {
  private final RsaKeys keys = new RsaKeys();

  @Test
  void areMadeOfPrimesOfHalfTheLength() throws GeneralSecurityException {
    Set<BigInteger> seen = new HashSet<>();
    for (int bits : new int[] {512, 1024, 1024, 2048}) {
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.generate(bits).getPrivate();
      BigInteger p = key.getPrimeP();
      BigInteger q = key.getPrimeQ();
      assertThat(key.getModulus()).isEqualTo(p.multiply(q)).matches(n -> n.bitLength() == bits);
      assertThat(p).matches(prime -> prime.isProbablePrime(100) && prime.bitLength() == bits / 2);
      assertThat(q).matches(prime -> prime.isProbablePrime(100) && prime.bitLength() == bits / 2);
      assertThat(seen.add(p) && seen.add(q)).isTrue();
    }
  }

  @Test
  void signAndVerify() throws GeneralSecurityException {
    KeyPair pair = keys.generate(2048);
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(text);
    assertThat(signature.verify(signed)).isTrue();
  }
}
