package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoUint;
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
  private final RsaKeys rsaKeys = new RsaKeys();

  private Crypto(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  static void register(Registry registry, Clock clock, RandomGenerator random) {
    Crypto crypto = new Crypto(clock, random);
    registry.impure("bcrypt", a -> crypto.bcrypt(text(a[0])), GoType.STRING);
    registry.impure(
        "htpasswd",
        a ->
            text(a[0]).contains(":")
                ? "invalid username: " + text(a[0])
                : text(a[0]) + ":" + crypto.bcrypt(text(a[1])),
        GoType.STRING,
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

  private KeyPair rsa(int bits) {
    try {
      return rsaKeys.generate(bits);
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
    return keyPair(pem, "parsing private key: ");
  }

  private static KeyPair keyPair(String pem, String context) {
    PemObject block = block(pem);
    if (block == null) {
      throw new GoError(context + "no PEM data in input");
    }
    String type = block.getType();
    String known =
        switch (type) {
          case "PRIVATE KEY" -> "decoding PEM as PKCS#8: ";
          case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
              "parsing " + type.substring(0, type.indexOf(' ')) + " private key from PEM: ";
          default ->
              throw new GoError(
                  context
                      + (type.endsWith(" PRIVATE KEY")
                          ? "invalid private key type "
                          : "no private key data in PEM block of type ")
                      + type);
        };
    try (PEMParser parser = new PEMParser(new StringReader(pem(type, block.getContent())))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PEMKeyPair pair -> converter.getKeyPair(pair);
        case PrivateKeyInfo info -> {
          PrivateKey key = converter.getPrivateKey(info);
          yield new KeyPair(publicKey(key, info), key);
        }
        case null, default -> throw new GoError(context + known + "no key");
      };
    } catch (IOException | GeneralSecurityException _) {
      // The words are Go's, of the same bytes.
      throw new GoError(context + known + problem(type, block.getContent()));
    }
  }

  /// What Go's ASN.1 decoder says of bytes that are no key: of the outermost structure exactly, of
  /// what is in it that it ends too early.
  private static String problem(String type, byte[] der) {
    if (der.length == 1) {
      return "asn1: syntax error: truncated tag or length";
    }
    if (der.length == 0 || der[0] == 0x30 || (der[0] & 0x1f) == 0x1f || der[1] < 0) {
      return "asn1: syntax error: sequence truncated";
    }
    String structure =
        switch (type) {
          case "PRIVATE KEY" -> "pkcs8";
          case "RSA PRIVATE KEY" -> "pkcs1PrivateKey";
          case "EC PRIVATE KEY" -> "ecPrivateKey";
          default -> "DSAKeyFormat";
        };
    return "asn1: structure error: tags don't match (16 vs {class:%d tag:%d length:%d isCompound:%b}) "
            .formatted((der[0] & 0xc0) >> 6, der[0] & 0x1f, der[1], (der[0] & 0x20) != 0)
        + "{optional:false explicit:false application:false private:false defaultValue:<nil>"
        + " tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} "
        + structure
        + " @2";
  }

  /// `pem.Decode`: the first block that is whole; null where there is none.
  private static @Nullable PemObject block(String pem) {
    java.util.regex.Matcher found = PEM.matcher(pem);
    while (found.find()) {
      String body = found.group(2);
      int headers = body.indexOf("\n\n");
      if (headers >= 0 && body.substring(0, headers).indexOf(':') >= 0) {
        body = body.substring(headers + 2);
      }
      try {
        return new PemObject(found.group(1), Encodings.bytes64(body.replaceAll("[ \\t]", "")));
      } catch (GoError _) {
        // Go looks for the next block.
      }
    }
    return null;
  }

  private static final java.util.regex.Pattern PEM =
      java.util.regex.Pattern.compile(
          "(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n(.*?\n?|)-----END \\1-----",
          java.util.regex.Pattern.DOTALL);

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
        key = keyPair(signer.key(), "error parsing private key: ").getPrivate();
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
    PemObject block = block(pem);
    if (block == null) {
      throw new GoError("unable to decode certificate");
    }
    byte[] der = block.getContent();
    try {
      return new X509CertificateHolder(der);
    } catch (IOException _) {
      // Go's words: the outermost structure is looked at first.
      boolean sequence = der.length > 1 && der[0] == 0x30;
      throw new IOException("x509: malformed " + (sequence ? "tbs certificate" : "certificate"));
    }
  }

  private static Certificate sign(X509v3CertificateBuilder builder, KeyPair pair, PrivateKey signer)
      throws OperatorCreationException, IOException {
    if (signer.getAlgorithm().equals("DSA")) {
      throw new GoError(
          "error creating certificate: x509: certificate private key does not implement"
              + " crypto.Signer");
    }
    X509CertificateHolder holder =
        builder.build(new JcaContentSignerBuilder(signature(signer)).build(signer));
    return new Certificate(pem("CERTIFICATE", holder.getEncoded()), pem(pair.getPrivate()));
  }

  private static GeneralNames alternatives(@Nullable Object ips, @Nullable Object names) {
    List<GeneralName> addresses = new ArrayList<>();
    if (ips instanceof GoList list) {
      for (Object item : list.items()) {
        if (!(item instanceof String address)) {
          throw new GoError("error parsing ip: " + GoFormat.print(item) + " is not a string");
        }
        if (!isAddress(address)) {
          throw new GoError("error parsing ip: " + address);
        }
        addresses.add(new GeneralName(GeneralName.iPAddress, address));
      }
    }
    List<GeneralName> out = new ArrayList<>();
    if (names instanceof GoList list) {
      for (Object item : list.items()) {
        if (!(item instanceof String name)) {
          throw new GoError(
              "error processing alternate dns name: " + GoFormat.print(item) + " is not a string");
        }
        if (!GoStrings.isAscii(name)) {
          throw new GoError(
              "error creating certificate: x509: "
                  + GoStrings.quote(name)
                  + " cannot be encoded as an IA5String");
        }
        out.add(new GeneralName(GeneralName.dNSName, name));
      }
    }
    out.addAll(addresses);
    return new GeneralNames(out.toArray(new GeneralName[0]));
  }

  /// `net.ParseIP`, which knows no zones.
  private static boolean isAddress(String text) {
    return text.indexOf('%') < 0 && GoAddress.problem(text) == null;
  }

  private static Certificate customCertificate(String cert64, String key64) {
    byte[] cert = decoded(cert64, "unable to decode base64 certificate");
    byte[] key = decoded(key64, "unable to decode base64 private key");
    try {
      holder(GoStrings.decode(cert));
    } catch (IOException e) {
      throw new GoError("error parsing certificate: decodedCert.Bytes: " + e.getMessage());
    }
    keyPair(GoStrings.decode(key), "error parsing private key: ");
    return new Certificate(GoStrings.decode(cert), GoStrings.decode(key));
  }

  private static byte[] decoded(String text, String problem) {
    try {
      return Encodings.bytes64(text);
    } catch (GoError _) {
      // Sprig does not say which byte is wrong.
      throw new GoError(problem);
    }
  }

  private static byte[] aesKey(String password) {
    return Arrays.copyOf(GoStrings.encode(password), 32);
  }

  private String encrypt(String password, String text) {
    if (text.isEmpty()) {
      return "";
    }
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

  /// What Go's slices say of texts that are too short or whose padding is none.
  private static String decrypt(String password, String encoded) {
    if (encoded.isEmpty()) {
      return "";
    }
    byte[] all = Encodings.bytes64(encoded);
    if (all.length < 16) {
      throw new GoError(
          "runtime error: slice bounds out of range [:16] with capacity "
              + encoded.length() / 4 * 3);
    }
    if (all.length % 16 != 0) {
      throw new GoError("crypto/cipher: input not full blocks");
    }
    if (all.length == 16) {
      throw new GoError("runtime error: index out of range [-1]");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(aesKey(password), "AES"),
          new IvParameterSpec(Arrays.copyOf(all, 16)));
      byte[] plain = cipher.doFinal(all, 16, all.length - 16);
      int length = plain.length - (plain[plain.length - 1] & 0xff);
      if (length < 0) {
        throw new GoError("runtime error: slice bounds out of range [:" + length + "]");
      }
      return GoStrings.decode(Arrays.copyOf(plain, length));
    } catch (GeneralSecurityException e) {
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
