package dev.fairlead.sandbox.cluster;

import dev.fairlead.kubernetes.ResourceTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// The API server. Starts with the objects of a fresh cluster: the four system namespaces, the
/// default ClusterRoles, Service `default/kubernetes`. Namespaces get their ServiceAccount
/// `default` and ConfigMap `kube-root-ca.crt`, and end when they are deleted; every other
/// controller runs outside, on [#objects].
public final class ClusterServer implements AutoCloseable {
  private final ClusterOptions options;
  private final Store store;
  private final Api api;
  private final WebServer web;
  private final Housekeeping housekeeping;
  private final List<Objects.Watch> watches;

  private ClusterServer(
      ClusterOptions options,
      Store store,
      Api api,
      WebServer web,
      Housekeeping housekeeping,
      List<Objects.Watch> watches) {
    this.options = options;
    this.store = store;
    this.api = api;
    this.web = web;
    this.housekeeping = housekeeping;
    this.watches = watches;
  }

  /// Starts a server; it answers requests when this returns.
  ///
  /// @throws UncheckedIOException if the port cannot be had
  public static ClusterServer start(ClusterOptions options) {
    Store store = new Store(options.clock().millis());
    Served served = new Served(ResourceTypes.builtIn());
    Identities identities = new Identities(options.random());
    ServiceAddresses addresses = new ServiceAddresses(store, identities, options.serviceCidr());
    Engine engine =
        new Engine(
            store,
            served,
            new Admission(store, identities, addresses),
            identities,
            options.clock());
    Api api = new Api(engine, new Deletion(engine));
    Objects controller = new LocalObjects(api, "kube-controller-manager");
    Namespaces namespaces = new Namespaces(engine, controller, options.caCertificate());
    engine.onNamespace(namespaces::furnish);
    CustomResources definitions =
        new CustomResources(
            store, served, new LocalObjects(api, "kube-apiserver"), options.clock());
    Housekeeping housekeeping = new Housekeeping();
    store.onRemoval((resource, key) -> {
      int slash = key.indexOf('/');
      if (slash > 0) {
        housekeeping.later(() -> namespaces.contentGone(key.substring(0, slash), resource));
      }
      if (served.view().isCustomGroup(resource.group())) {
        housekeeping.later(() -> definitions.contentGone(resource));
      }
    });
    List<Objects.Watch> watches = new ArrayList<>();
    Bootstrap.fill(new LocalObjects(api, "kube-apiserver"), addresses.first());
    watches.add(controller.watch(GroupResource.NAMESPACES, namespaces::changed));
    watches.add(controller.watch(GroupResource.CUSTOM_RESOURCE_DEFINITIONS, definitions::changed));
    ApiServices services =
        new ApiServices(new LocalObjects(api, "kube-apiserver"), options.clock());
    watches.add(controller.watch(ApiServices.resource(), services::changed));
    Tokens tokens = new Tokens(options.users(), store, identities, options.clock());
    HttpApi http =
        new HttpApi(
            api,
            tokens,
            new Rbac(store),
            new Discovery(served),
            new Subresources(api, tokens, options.logs()),
            identities,
            options.clock());
    try {
      WebServer web = WebServer.start(options.host(), options.port(), options.tls(), http::answer);
      return new ClusterServer(options, store, api, web, housekeeping, List.copyOf(watches));
    } catch (IOException e) {
      watches.forEach(Objects.Watch::close);
      housekeeping.close();
      throw new UncheckedIOException(
          "cannot start the API server on " + options.host() + ":" + options.port(), e);
    }
  }

  /// Its address, such as `https://127.0.0.1:6443`.
  public URI uri() {
    return URI.create(
        (options.tls() == null ? "http" : "https") + "://" + options.host() + ":" + web.port());
  }

  /// The objects, for a component in this process.
  ///
  /// @param fieldManager who is recorded as owner of the fields it sets (`kube-controller-manager`)
  public Objects objects(String fieldManager) {
    return new LocalObjects(api, fieldManager);
  }

  @Override
  public void close() {
    watches.forEach(Objects.Watch::close);
    store.close();
    web.close();
    housekeeping.close();
  }
}
