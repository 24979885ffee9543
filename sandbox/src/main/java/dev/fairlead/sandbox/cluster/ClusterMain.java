package dev.fairlead.sandbox.cluster;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/// The API server alone, over plain HTTP and without controllers: for trying it out and for
/// conformance tests from outside.
///
/// Arguments: the port (0 for any) and the administrator's bearer token.
final class ClusterMain {
  private ClusterMain() {}

  public static void main(String[] args) throws InterruptedException {
    ClusterOptions options =
        new ClusterOptions(
            Clock.systemUTC(),
            new SecureRandom(),
            "127.0.0.1",
            Integer.parseInt(args[0]),
            null,
            "",
            Map.of(args[1], ClusterOptions.User.ADMINISTRATOR),
            "10.96.0.0/16",
            null);
    try (ClusterServer server = ClusterServer.start(options)) {
      System.out.println(server.uri());
      Thread.currentThread().join();
    }
  }
}
