package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.disk.WholeFile;
import dev.fairlead.sandbox.http.Disturbance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The API server. Starts with the objects that its directory has kept, at the least with those of
/// a fresh cluster: the four system namespaces, the default ClusterRoles, Service
/// `default/kubernetes`. Namespaces get their ServiceAccount `default` and ConfigMap
/// `kube-root-ca.crt`, and end when they are deleted; every other controller runs outside, on
/// [#objects].
public final class ClusterServer implements AutoCloseable {
  private static final int TOKEN_KEY_BYTES = 32;

  private final ClusterOptions options;
  private final Store store;
  private final Api api;
  private final Tokens tokens;
  private final WebServer web;
  private final Housekeeping housekeeping;
  private final List<Objects.Watch> watches;

  private ClusterServer(
      ClusterOptions options,
      Store store,
      Api api,
      Tokens tokens,
      WebServer web,
      Housekeeping housekeeping,
      List<Objects.Watch> watches) {
    this.options = options;
    this.store = store;
    this.api = api;
    this.tokens = tokens;
    this.web = web;
    this.housekeeping = housekeeping;
    this.watches = watches;
  }

  /// Starts a server; it answers requests when this returns.
  ///
  /// @throws UncheckedIOException if the port or the directory cannot be had
  public static ClusterServer start(ClusterOptions options) {
    return start(options, Disturbance.NONE);
  }

  /// @param disturbance what goes wrong with requests
  public static ClusterServer start(ClusterOptions options, Disturbance disturbance) {
    Store store = new Store(backing(options.directory()), options.clock().millis());
    try {
      return start(options, disturbance, store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static Backing backing(@Nullable Path directory) {
    if (directory == null) {
      return Backing.MEMORY;
    }
    try {
      return ObjectTable.open(directory.resolve("objects.sqlite"));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// The key that signs service account tokens: they stay valid over a restart.
  private static SecretKeySpec tokenKey(@Nullable Path directory, Identities identities) {
    return new SecretKeySpec(
        directory == null
            ? identities.bytes(TOKEN_KEY_BYTES)
            : kept(directory.resolve("token-key"), identities),
        "HmacSHA256");
  }

  private static byte[] kept(Path file, Identities identities) {
    return WholeFile.read(file)
        .filter(key -> key.length == TOKEN_KEY_BYTES)
        .orElseGet(() -> {
          byte[] fresh = identities.bytes(TOKEN_KEY_BYTES);
          WholeFile.writePrivate(file, fresh);
          return fresh;
        });
  }

  private static ClusterServer start(ClusterOptions options, Disturbance disturbance, Store store) {
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
    addresses.renumber();
    Bootstrap.fill(new LocalObjects(api, "kube-apiserver"), addresses.first());
    // before the namespaces: one that was being deleted may hold custom resources
    watches.add(controller.watch(GroupResource.CUSTOM_RESOURCE_DEFINITIONS, definitions::changed));
    watches.add(controller.watch(GroupResource.NAMESPACES, namespaces::changed));
    ApiServices services =
        new ApiServices(new LocalObjects(api, "kube-apiserver"), options.clock());
    watches.add(controller.watch(ApiServices.resource(), services::changed));
    Tokens tokens =
        new Tokens(
            options.users(),
            store,
            identities,
            options.clock(),
            tokenKey(options.directory(), identities));
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
      WebServer web =
          WebServer.start(options.host(), options.port(), options.tls(), disturbance, http::answer);
      return new ClusterServer(
          options, store, api, tokens, web, housekeeping, List.copyOf(watches));
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

  /// Cuts every watch off, those of components in this process excepted.
  public void dropWatches() {
    store.cutClients();
  }

  /// Signs a token for a service account, as TokenRequest does.
  ///
  /// @throws ApiException NotFound
  public Secret serviceAccountToken(String namespace, String name, Duration lifetime) {
    ObjectNode account =
        store
            .get(GroupResource.SERVICE_ACCOUNTS, Store.key(namespace, name))
            .orElseThrow(() -> Statuses.notFound(GroupResource.SERVICE_ACCOUNTS, name))
            .object();
    return new Secret(tokens.issue(account, List.of(), lifetime.toSeconds(), null).token());
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
    store.cutAll();
    web.close();
    housekeeping.close();
    store.close();
  }
}
