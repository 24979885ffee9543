package dev.fairlead.sandbox.cluster;

import dev.fairlead.sandbox.authority.CertificateAuthority;
import dev.fairlead.sandbox.cluster.controllers.Controllers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// The API server alone, for conformance tests from outside.
///
/// Arguments: the port (0 for any), the administrator's bearer token, the directory of the
/// certificate authority (made if it is missing; `none` for plain HTTP), and `on` or `off` for the
/// controllers.
final class ClusterMain {
  private ClusterMain() {}

  public static void main(String[] args) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    CertificateAuthority authority =
        args[2].equals("none") ? null : CertificateAuthority.open(Path.of(args[2]), clock);
    ClusterOptions options =
        new ClusterOptions(
            clock,
            random,
            "127.0.0.1",
            Integer.parseInt(args[0]),
            authority == null ? null : authority.serverContext(List.of("127.0.0.1", "localhost")),
            authority == null ? "" : authority.certificatePem(),
            Map.of(args[1], ClusterOptions.User.ADMINISTRATOR),
            "10.96.0.0/16",
            null);
    try (ClusterServer server = ClusterServer.start(options)) {
      System.out.println(server.uri());
      if (args[3].equals("on")) {
        try (Controllers _ = Controllers.start(server::objects, clock, random)) {
          System.out.println("controllers run");
          Thread.currentThread().join();
        }
      }
      Thread.currentThread().join();
    }
  }
}
