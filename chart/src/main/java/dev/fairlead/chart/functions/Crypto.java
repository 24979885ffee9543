package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/// Sprig's keys, certificates, passwords (`crypto.go`).
final class Crypto {
  private final Clock clock;
  private final RandomGenerator random;

  private Crypto(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  static void register(Registry registry, Clock clock, RandomGenerator random) {
    Crypto crypto = new Crypto(clock, random);
    registry.impure("bcrypt", a -> crypto.bcrypt(text(a[0])), GoType.STRING);
    registry.impureVariadic(
        "htpasswd",
        a -> {
          if (a.length != 2 && a.length != 3) {
            throw new GoError("wrong number of args for htpasswd: want 2 got " + a.length);
          }
          return text(a[0]).contains(":")
              ? "invalid username: " + text(a[0])
              : a.length == 3 && text(a[2]).equals("sha")
                  ? text(a[0]) + ":{SHA}" + sha(text(a[1]))
                  : text(a[0]) + ":" + crypto.bcrypt(text(a[1]));
        },
        GoType.STRING);
    registry.impure("genPrivateKey", a -> crypto.privateKey(text(a[0])), GoType.STRING);
    registry.fixed(
        "derivePassword",
        a ->
            derivePassword(
                ((GoUint) Objects.requireNonNull(a[0])).value(),
                text(a[1]),
                text(a[2]),
                text(a[3]),
                text(a[4])),
        GoType.UINT32,
        GoType.STRING,
        GoType.STRING,
        GoType.STRING,
        GoType.STRING);
    registry.fixed(
        "buildCustomCert",
        a -> customCertificate(text(a[0]), text(a[1])),
        GoType.STRING,
        GoType.STRING);
    registry.impure(
        "genCA",
        a -> crypto.authority(text(a[0]), integer(a[1]), crypto.rsa(2048)),
        GoType.STRING,
        GoType.INT);
    registry.impure(
        "genCAWithKey",
        a -> crypto.authority(text(a[0]), integer(a[1]), keyPair(text(a[2]))),
        GoType.STRING,
        GoType.INT,
        GoType.STRING);
    registry.impure(
        "genSelfSignedCert",
        a -> crypto.certificate(a, null, crypto.rsa(2048)),
        GoType.STRING,
        GoType.LIST,
        GoType.LIST,
        GoType.INT);
    registry.impure(
        "genSelfSignedCertWithKey",
        a -> crypto.certificate(a, null, keyPair(text(a[4]))),
        GoType.STRING,
        GoType.LIST,
        GoType.LIST,
        GoType.INT,
        GoType.STRING);
    registry.impure(
        "genSignedCert",
        a -> crypto.certificate(a, (Certificate) Objects.requireNonNull(a[4]), crypto.rsa(2048)),
        GoType.STRING,
        GoType.LIST,
        GoType.LIST,
        GoType.INT,
        GoType.CERTIFICATE);
    registry.impure(
        "genSignedCertWithKey",
        a -> crypto.certificate(a, (Certificate) Objects.requireNonNull(a[4]), keyPair(text(a[5]))),
        GoType.STRING,
        GoType.LIST,
        GoType.LIST,
        GoType.INT,
        GoType.CERTIFICATE,
        GoType.STRING);
    registry.impure(
        "encryptAES", a -> crypto.encrypt(text(a[0]), text(a[1])), GoType.STRING, GoType.STRING);
    registry.fixed(
        "decryptAES", a -> decrypt(text(a[0]), text(a[1])), GoType.STRING, GoType.STRING);
  }

  /// Sprig's `certificate`.
  record Certificate(String cert, String key) implements GoObject {
    @Override
    public String type() {
      return "sprig.certificate";
    }

    @Override
    public java.util.List<Field> fields() {
      return java.util.List.of(new Field("Cert", cert), new Field("Key", key));
    }

    @Override
    public String toString() {
      return "certificate";
    }
  }

  private String bcrypt(String password) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    byte[] bytes = GoStrings.encode(password);
    if (bytes.length > 72) {
      return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
    }
    String hash = OpenBSDBCrypt.generate("2a", password.toCharArray(), salt, 10);
    return hash;
  }

  private static String sha(String password) {
    return Base64.getEncoder()
        .encodeToString(java.util.HexFormat.of().parseHex(Encodings.hash("SHA-1", password)));
  }

  private KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new GoError("error generating rsa key: " + e.getMessage());
    }
  }

  private String privateKey(String type) {
    try {
      return switch (type) {
        case "", "rsa" -> pem(rsa(4096).getPrivate());
        case "ecdsa" -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"));
          yield pem(generator.generateKeyPair().getPrivate());
        }
        case "ed25519" ->
            pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        case "dsa" -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
          generator.initialize(2048);
          yield pem(generator.generateKeyPair().getPrivate());
        }
        default -> "Unknown type " + type;
      };
    } catch (GeneralSecurityException e) {
      return "failed to generate private key: " + e.getMessage();
    }
  }

  private static String pem(PrivateKey key) {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      return switch (key.getAlgorithm()) {
        case "RSA" -> pem("RSA PRIVATE KEY", encoded(info.parsePrivateKey()));
        case "EC" -> {
          var point = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
          var full =
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                  256,
                  point.getKey(),
                  point.getPublicKey(),
                  info.getPrivateKeyAlgorithm().getParameters());
          yield pem("EC PRIVATE KEY", full.getEncoded());
        }
        case "DSA" -> {
          var dsa = (java.security.interfaces.DSAPrivateKey) key;
          var params = dsa.getParams();
          BigInteger y = params.getG().modPow(dsa.getX(), params.getP());
          var vector = new org.bouncycastle.asn1.ASN1EncodableVector();
          for (BigInteger part :
              List.of(
                  BigInteger.ZERO, params.getP(), params.getQ(), params.getG(), y, dsa.getX())) {
            vector.add(new org.bouncycastle.asn1.ASN1Integer(part));
          }
          yield pem("DSA PRIVATE KEY", new org.bouncycastle.asn1.DERSequence(vector).getEncoded());
        }
        default -> pem("PRIVATE KEY", key.getEncoded());
      };
    } catch (IOException e) {
      throw new GoError("error encoding key: " + e.getMessage());
    }
  }

  private static byte[] encoded(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded();
  }

  private static String pem(String type, byte[] bytes) throws IOException {
    StringWriter out = new StringWriter();
    try (PemWriter writer = new PemWriter(out)) {
      writer.writeObject(new PemObject(type, bytes));
    }
    return out.toString().replace("\r\n", "\n");
  }

  private static KeyPair keyPair(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      Object read = parser.readObject();
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (read) {
        case null -> throw new GoError("parsing private key: no PEM data in input");
        case PEMKeyPair pair -> converter.getKeyPair(pair);
        case PrivateKeyInfo info -> {
          PrivateKey key = converter.getPrivateKey(info);
          yield new KeyPair(publicKey(key, info), key);
        }
        default -> throw new GoError("parsing private key: no private key data in PEM block");
      };
    } catch (IOException | GeneralSecurityException e) {
      throw new GoError("parsing private key: " + e.getMessage());
    }
  }

  private static PublicKey publicKey(PrivateKey key, PrivateKeyInfo info)
      throws GeneralSecurityException, IOException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }
    if (key.getAlgorithm().startsWith("Ed")) {
      var parameters =
          (org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters)
              org.bouncycastle.crypto.util.PrivateKeyFactory.createKey(info);
      SubjectPublicKeyInfo spki =
          org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
              parameters.generatePublicKey());
      return new JcaPEMKeyConverter().getPublicKey(spki);
    }
    var ec = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    SubjectPublicKeyInfo spki =
        new SubjectPublicKeyInfo(
            info.getPrivateKeyAlgorithm(), Objects.requireNonNull(ec.getPublicKey()).getBytes());
    return new JcaPEMKeyConverter().getPublicKey(spki);
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private X509v3CertificateBuilder template(
      X500Name issuer, String commonName, int days, KeyPair pair) {
    byte[] serial = new byte[16];
    random.nextBytes(serial);
    Instant now = clock.instant();
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(1, serial),
        Date.from(now),
        Date.from(now.plus(Duration.ofDays(days))),
        name(commonName),
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
  }

  private static String signature(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "DSA" -> "SHA256withDSA";
      default -> "Ed25519";
    };
  }

  private Certificate authority(String commonName, int days, KeyPair pair) {
    try {
      X509v3CertificateBuilder builder = template(name(commonName), commonName, days, pair);
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign));
      extendedUsage(builder);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers()
              .createSubjectKeyIdentifier(
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())));
      return sign(builder, pair, pair.getPrivate());
    } catch (IOException | OperatorCreationException e) {
      throw new GoError("error creating certificate: " + e.getMessage());
    }
  }

  private static X509ExtensionUtils identifiers() throws OperatorCreationException {
    return new X509ExtensionUtils(
        new JcaDigestCalculatorProviderBuilder()
            .build()
            .get(
                new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                    org.bouncycastle.asn1.oiw.OIWObjectIdentifiers.idSHA1)));
  }

  private static void extendedUsage(X509v3CertificateBuilder builder) throws CertIOException {
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
  }

  private Certificate certificate(
      @Nullable Object[] arguments, @Nullable Certificate signer, KeyPair pair) {
    String commonName = text(arguments[0]);
    GeneralNames alternatives = alternatives(arguments[1], arguments[2]);
    try {
      X500Name issuer = name(commonName);
      PrivateKey key = pair.getPrivate();
      X509CertificateHolder holder = null;
      if (signer != null) {
        holder = holder(signer.cert());
        issuer = holder.getSubject();
        key = keyPair(signer.key()).getPrivate();
      }
      X509v3CertificateBuilder builder = template(issuer, commonName, integer(arguments[3]), pair);
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      extendedUsage(builder);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      if (holder != null) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers().createAuthorityKeyIdentifier(holder));
      }
      if (alternatives.getNames().length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives);
      }
      return sign(builder, pair, key);
    } catch (IOException | OperatorCreationException e) {
      throw new GoError("error creating certificate: " + e.getMessage());
    }
  }

  private static X509CertificateHolder holder(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return holder;
      }
      throw new GoError("unable to decode certificate");
    }
  }

  private static Certificate sign(X509v3CertificateBuilder builder, KeyPair pair, PrivateKey signer)
      throws OperatorCreationException, IOException {
    X509CertificateHolder holder =
        builder.build(new JcaContentSignerBuilder(signature(signer)).build(signer));
    return new Certificate(pem("CERTIFICATE", holder.getEncoded()), pem(pair.getPrivate()));
  }

  private static GeneralNames alternatives(@Nullable Object ips, @Nullable Object names) {
    List<GeneralName> out = new ArrayList<>();
    if (names instanceof GoList list) {
      for (Object item : list.items()) {
        if (!(item instanceof String name)) {
          throw new GoError(
              "error parsing alternate dns name: "
                  + dev.fairlead.chart.go.GoFormat.print(item)
                  + " is not a string");
        }
        out.add(new GeneralName(GeneralName.dNSName, name));
      }
    }
    if (ips instanceof GoList list) {
      for (Object item : list.items()) {
        if (!(item instanceof String address)) {
          throw new GoError(
              "error parsing ip: "
                  + dev.fairlead.chart.go.GoFormat.print(item)
                  + " is not a string, but "
                  + GoValues.type(item));
        }
        out.add(new GeneralName(GeneralName.iPAddress, address));
      }
    }
    return new GeneralNames(out.toArray(new GeneralName[0]));
  }

  private static Certificate customCertificate(String cert64, String key64) {
    String cert = Encodings.decode64(cert64);
    String key = Encodings.decode64(key64);
    if (cert.startsWith("illegal base64")) {
      throw new GoError("unable to decode base64 certificate");
    }
    if (key.startsWith("illegal base64")) {
      throw new GoError("unable to decode base64 private key");
    }
    try {
      holder(cert);
    } catch (IOException e) {
      throw new GoError("error parsing certificate: decodedCert.Bytes: " + e.getMessage());
    }
    keyPair(key);
    return new Certificate(cert, key);
  }

  private static byte[] aesKey(String password) {
    return Arrays.copyOf(GoStrings.encode(password), 32);
  }

  private String encrypt(String password, String text) {
    byte[] iv = new byte[16];
    random.nextBytes(iv);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey(password), "AES"), new IvParameterSpec(iv));
      byte[] body = cipher.doFinal(GoStrings.encode(text));
      byte[] all = Arrays.copyOf(iv, 16 + body.length);
      System.arraycopy(body, 0, all, 16, body.length);
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new GoError("cannot encrypt: " + e.getMessage());
    }
  }

  private static String decrypt(String password, String encoded) {
    try {
      byte[] all = Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(aesKey(password), "AES"),
          new IvParameterSpec(Arrays.copyOf(all, 16)));
      return GoStrings.decode(cipher.doFinal(all, 16, all.length - 16));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new GoError("cannot decrypt: " + e.getMessage());
    }
  }

  private static List<String> templates(String type) {
    return switch (type) {
      case "maximum" -> List.of("anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno");
      case "long" ->
          List.of(
              ("CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv"
                      + " CvccCvcvCvcvno CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno"
                      + " CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv"
                      + " CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc"
                      + " CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno")
                  .split(" "));
      case "medium" -> List.of("CvcnoCvc", "CvcCvcno");
      case "short" -> List.of("Cvcn");
      case "basic" -> List.of("aaanaaan", "aannaaan", "aaannaaa");
      case "pin" -> List.of("nnnn");
      default -> List.of();
    };
  }

  private static String characters(char kind) {
    return switch (kind) {
      case 'V' -> "AEIOU";
      case 'C' -> "BCDFGHJKLMNPQRSTVWXYZ";
      case 'v' -> "aeiou";
      case 'c' -> "bcdfghjklmnpqrstvwxyz";
      case 'A' -> "AEIOUBCDFGHJKLMNPQRSTVWXYZ";
      case 'a' -> "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
      case 'n' -> "0123456789";
      case 'o' -> "@&%?,=[]_:-+*$#!'^~;()/.";
      default -> "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()";
    };
  }

  private static String derivePassword(
      long counter, String type, String password, String user, String site) {
    List<String> templates = templates(type);
    if (templates.isEmpty()) {
      return "cannot find password template " + type;
    }
    // It is slow on purpose.
    Budget.current().look();
    byte[] scope = "com.lyndir.masterpassword".getBytes(StandardCharsets.UTF_8);
    byte[] key =
        SCrypt.generate(GoStrings.encode(password), message(scope, user, null), 32768, 8, 2, 64);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] seed = mac.doFinal(message(scope, site, counter));
      String template = templates.get((seed[0] & 0xff) % templates.size());
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < template.length(); i++) {
        String from = characters(template.charAt(i));
        out.append(from.charAt((seed[i + 1] & 0xff) % from.length()));
      }
      return out.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] message(byte[] scope, String text, @Nullable Long counter) {
    byte[] bytes = GoStrings.encode(text);
    java.nio.ByteBuffer out =
        java.nio.ByteBuffer.allocate(scope.length + 4 + bytes.length + (counter == null ? 0 : 4));
    out.put(scope).putInt(bytes.length).put(bytes);
    if (counter != null) {
      out.putInt((int) (long) counter);
    }
    return out.array();
  }
}
