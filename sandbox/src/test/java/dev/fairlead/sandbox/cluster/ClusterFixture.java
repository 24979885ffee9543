package dev.fairlead.sandbox.cluster;

import dev.fairlead.sandbox.authority.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A server over TLS and a kubeconfig for its administrator.
record ClusterFixture(ClusterServer server, CertificateAuthority authority, Path kubeconfig)
    implements AutoCloseable {
  static final String TOKEN = "administrator";

  static ClusterFixture start(Path directory) throws IOException {
    CertificateAuthority authority =
        CertificateAuthority.open(directory.resolve("ca"), Clock.systemUTC());
    ClusterServer server =
        ClusterServer.start(
            new ClusterOptions(
                Clock.systemUTC(),
                new Random(1),
                "127.0.0.1",
                0,
                authority.serverContext(List.of("127.0.0.1")),
                authority.certificatePem(),
                Map.of(TOKEN, ClusterOptions.User.ADMINISTRATOR),
                "10.96.0.0/16",
                null));
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: %s
            certificate-authority: %s
        users:
        - name: test
          user:
            token: %s
        contexts:
        - name: test
          context:
            cluster: test
            user: test
        """
            .formatted(server.uri(), authority.certificateFile(), TOKEN));
    return new ClusterFixture(server, authority, kubeconfig);
  }

  /// The recorded groups, to be played against this server.
  RecordedGroups recordedGroups(Path directory) throws IOException {
    return new RecordedGroups(
        client(), CommandTools.find(), Files.readString(kubeconfig), directory);
  }

  /// Speaks to the server as its administrator.
  RawClient client() {
    return new RawClient(server.uri(), TOKEN, authority.clientContext().getSocketFactory());
  }

  @Override
  public void close() {
    server.close();
  }
}
