package dev.fairlead.sandbox.cluster;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a [ClusterServer] runs.
///
/// @param clock for timestamps and ages
/// @param random for uids, generated names, addresses and tokens
/// @param host the loopback address to listen on
/// @param port the port to listen on, 0 for any free one
/// @param tls the server's certificate and key; null for plain HTTP (tests)
/// @param caCertificate PEM text of the authority that signed the certificate, published in every
///   namespace as ConfigMap `kube-root-ca.crt`; empty if there is none
/// @param users who may come in, by bearer token
/// @param serviceCidr the range of Service cluster addresses, `a.b.c.d/n`
/// @param logs where container logs come from; null when there is no node agent
/// @param directory where the objects are kept between runs, used by one server at a time; null:
///   they end with the server
public record ClusterOptions(
    Clock clock,
    RandomGenerator random,
    String host,
    int port,
    @Nullable SSLContext tls,
    String caCertificate,
    Map<String, User> users,
    String serviceCidr,
    @Nullable PodLogs logs,
    @Nullable Path directory) {
  public ClusterOptions {
    users = Map.copyOf(users);
  }

  /// A cluster whose objects end with it.
  public ClusterOptions(
      Clock clock,
      RandomGenerator random,
      String host,
      int port,
      @Nullable SSLContext tls,
      String caCertificate,
      Map<String, User> users,
      String serviceCidr,
      @Nullable PodLogs logs) {
    this(clock, random, host, port, tls, caCertificate, users, serviceCidr, logs, null);
  }

  /// A caller as RBAC sees it.
  ///
  /// @param name the user name
  /// @param groups its groups; `system:authenticated` is added by the server; members of
  ///   `system:masters` may do everything
  public record User(String name, List<String> groups) {
    /// The administrator.
    public static final User ADMINISTRATOR =
        new User("kubernetes-admin", List.of("system:masters"));

    public User {
      groups = List.copyOf(groups);
    }
  }

  @Override
  public String toString() {
    return "ClusterOptions[" + host + ":" + port + ", " + users.values() + "]";
  }
}
