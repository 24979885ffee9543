package dev.fairlead.sandbox.cluster;

import java.net.URI;

/// The API server. Starts with the objects of a fresh cluster: the four system namespaces, the
/// default ClusterRoles, Service `default/kubernetes`. Namespaces get their ServiceAccount
/// `default` and ConfigMap `kube-root-ca.crt`, and end when they are deleted; every other
/// controller runs outside, on [#objects].
public final class ClusterServer implements AutoCloseable {
  private final ClusterOptions options;

  private ClusterServer(ClusterOptions options) {
    this.options = options;
  }

  /// Starts a server; it answers requests when this returns.
  public static ClusterServer start(ClusterOptions options) {
    return new ClusterServer(options);
  }

  /// Its address, such as `https://127.0.0.1:6443`.
  public URI uri() {
    return URI.create(
        (options.tls() == null ? "http" : "https") + "://" + options.host() + ":" + options.port());
  }

  /// The objects, for a component in this process.
  ///
  /// @param fieldManager who is recorded as owner of the fields it sets (`kube-controller-manager`)
  @SuppressWarnings("DoNotCallSuggester") // until the store is in
  public Objects objects(String fieldManager) {
    throw new UnsupportedOperationException("not yet: " + fieldManager);
  }

  @Override
  public void close() {}
}
