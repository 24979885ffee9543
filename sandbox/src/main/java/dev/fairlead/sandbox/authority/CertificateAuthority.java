package dev.fairlead.sandbox.authority;

import dev.fairlead.sandbox.disk.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs the certificates that the sandbox's servers show. Its own certificate and key lie in one
/// directory and are made on first use, so that clients which trust it go on doing so after a
/// restart; the servers' keys are new at every start and never written. Safe for any thread.
public final class CertificateAuthority {
  private static final Duration LIFETIME = Duration.ofDays(3650);

  /// Clients such as Go and macOS refuse server certificates that live longer than 825 days.
  private static final Duration SERVER_LIFETIME = Duration.ofDays(397);

  /// Lets a client whose clock is a little behind connect to a server made just now.
  private static final Duration BACKDATED = Duration.ofHours(1);

  private final Path certificateFile;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private CertificateAuthority(
      Path certificateFile, X509Certificate certificate, PrivateKey key, Clock clock) {
    this.certificateFile = certificateFile;
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /// Opens the authority in a directory (files `ca.crt` and `ca.key`), making it if there is none.
  ///
  /// @throws IllegalStateException where the files are there but cannot be read as what they should
  ///   be
  public static CertificateAuthority open(Path directory, Clock clock) {
    Path certificateFile = directory.resolve("ca.crt");
    Path keyFile = directory.resolve("ca.key");
    try {
      Optional<byte[]> certificate = WholeFile.read(certificateFile);
      Optional<String> key = WholeFile.readText(keyFile);
      if (certificate.isPresent() && key.isPresent()) {
        return new CertificateAuthority(
            certificateFile, parseCertificate(certificate.get()), parseKey(key.get()), clock);
      }
      KeyPair keys = newKeys();
      X509Certificate own = selfSigned(keys, clock.instant());
      WholeFile.writePrivate(keyFile, pem(keys.getPrivate()).getBytes(StandardCharsets.UTF_8));
      WholeFile.write(certificateFile, pem(own));
      return new CertificateAuthority(certificateFile, own, keys.getPrivate(), clock);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(
          "cannot open the certificate authority in "
              + directory
              + "; remove ca.crt and ca.key there to have a new one made",
          e);
    }
  }

  /// The PEM file with the authority's certificate, for clients' CA options.
  public Path certificateFile() {
    return certificateFile;
  }

  /// The authority's certificate as PEM text.
  public String certificatePem() {
    try {
      return pem(certificate);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a certificate as PEM", e);
    }
  }

  /// A context for a server, with a new certificate.
  ///
  /// @param names host names and IP addresses that clients will use; the first names the
  ///   certificate
  public SSLContext serverContext(Collection<String> names) {
    try {
      KeyPair keys = newKeys();
      X509Certificate issued = issue(keys, names);
      char[] password = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(
          "server", keys.getPrivate(), password, new X509Certificate[] {issued, certificate});
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, random);
      return context;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a certificate for " + names, e);
    }
  }

  /// A context for a client that trusts this authority and nobody else.
  public SSLContext clientContext() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", certificate);
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot trust " + certificateFile, e);
    }
  }

  private X509Certificate issue(KeyPair keys, Collection<String> names)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = clock.instant();
    var builder =
        new JcaX509v3CertificateBuilder(
            certificate,
            serial(),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(SERVER_LIFETIME)),
            new X500Name("CN=" + names.iterator().next()),
            keys.getPublic());
    var extensions = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(certificate))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                names.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new)));
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private BigInteger serial() {
    return new BigInteger(127, random);
  }

  private static GeneralName generalName(String name) {
    boolean address = name.contains(":") || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X509Certificate selfSigned(KeyPair keys, Instant now)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    // The serial number in the name tells two sandboxes' authorities apart in a trust store.
    var serial = new BigInteger(127, new SecureRandom());
    var name = new X500Name("O=Fairlead,CN=Fairlead sandbox CA " + serial.toString(36));
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial,
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(LIFETIME)),
            name,
            keys.getPublic());
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate parseCertificate(byte[] pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static PrivateKey parseKey(String pem) throws GeneralSecurityException {
    String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(java.util.Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("ca.key is not PEM", e);
    }
  }

  private static String pem(Object value) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          value instanceof PrivateKey key
              ? new org.bouncycastle.util.io.pem.PemObject("PRIVATE KEY", key.getEncoded())
              : value);
    }
    return text.toString();
  }
}
