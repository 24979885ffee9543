package dev.fairlead.sandbox.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {
  @TempDir Path directory;

  private static void shakeHands(SSLContext server, SSLContext client)
      throws IOException, InterruptedException {
    try (var listening =
            (SSLServerSocket)
                server
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket =
            (SSLSocket)
                client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
      Thread accepting =
          Thread.ofVirtual()
              .start(() -> {
                try (var accepted = (SSLSocket) listening.accept()) {
                  accepted.startHandshake();
                } catch (IOException _) {
                  // the client's side tells
                }
              });
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      accepting.join();
    }
  }

  @Test
  void itsClientsTrustItsServersAlsoAfterItWasOpenedAnew()
      throws IOException, InterruptedException {
    CertificateAuthority first = CertificateAuthority.open(directory, Clock.systemUTC());
    CertificateAuthority again = CertificateAuthority.open(directory, Clock.systemUTC());

    shakeHands(again.serverContext(List.of("127.0.0.1", "localhost")), first.clientContext());
    assertThat(again.certificatePem()).isEqualTo(Files.readString(first.certificateFile()));
  }

  @Test
  void nobodyElseIsTrustedAndNoOtherName() {
    CertificateAuthority one = CertificateAuthority.open(directory, Clock.systemUTC());
    CertificateAuthority other =
        CertificateAuthority.open(directory.resolve("other"), Clock.systemUTC());

    assertThatThrownBy(
            () -> shakeHands(other.serverContext(List.of("127.0.0.1")), one.clientContext()))
        .isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(
            () -> shakeHands(one.serverContext(List.of("example.test")), one.clientContext()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void saysWhatToDoAboutABrokenKey() throws IOException {
    CertificateAuthority.open(directory, Clock.systemUTC());
    Files.writeString(directory.resolve("ca.key"), "nonsense");

    assertThatThrownBy(() -> CertificateAuthority.open(directory, Clock.systemUTC()))
        .hasMessageContaining("remove ca.crt and ca.key");
  }
}
