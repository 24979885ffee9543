package dev.fairlead.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Endpoints.Endpoint;
import dev.fairlead.model.Endpoints.Registry;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.authority.CertificateAuthority;
import dev.fairlead.sandbox.cluster.ClusterOptions;
import dev.fairlead.sandbox.cluster.ClusterServer;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Controllers;
import dev.fairlead.sandbox.control.ControlPort;
import dev.fairlead.sandbox.control.ControlServer;
import dev.fairlead.sandbox.disk.WholeFile;
import dev.fairlead.sandbox.faults.Faults;
import dev.fairlead.sandbox.faults.Part;
import dev.fairlead.sandbox.forge.Account;
import dev.fairlead.sandbox.forge.ForgeOptions;
import dev.fairlead.sandbox.forge.ForgeServer;
import dev.fairlead.sandbox.forge.Role;
import dev.fairlead.sandbox.node.NodeAgent;
import dev.fairlead.sandbox.node.NodeAgentOptions;
import dev.fairlead.sandbox.registry.BaseImages;
import dev.fairlead.sandbox.registry.ImageStore;
import dev.fairlead.sandbox.registry.RegistryOptions;
import dev.fairlead.sandbox.registry.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Forge, registry and cluster on loopback, in one process, as a whole:
///
/// ```java
/// try (Sandbox sandbox = Sandbox.start(options)) {
///   sandbox.forge().ensureRepository("acme", "shop", "main");
///   use(sandbox.endpoints(), sandbox.kubeconfig());
/// }
/// ```
///
/// Ready when [#start] returns; then the file `sandbox.json` in its directory tells another process
/// all that it needs. The file is there only while the sandbox runs (after a kill -9: until it is
/// started again, so compare its `pid` and `started`).
public final class Sandbox implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String ADMIN = "admin";
  private static final String BOT = "fairlead-bot";
  private static final String DEVELOPER = "developer";
  private static final String REVIEWER = "reviewer";

  /// The hosts of users' files whose images the sandbox's registry serves.
  private static final List<String> IMAGE_HOSTS = List.of("docker.io", "ghcr.io", "gcr.io");

  private final Path directory;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CertificateAuthority authority;
  private final ForgeServer forge;
  private final RegistryServer registry;
  private final ClusterServer cluster;
  private final Secret clusterToken;
  private final Map<String, Secret> clusterAccounts;
  private final NodeAgent agent;
  private final Faults faults;
  private final Secret controlToken = randomToken();
  private final ControlServer control;
  private final Path kubeconfig;

  private Sandbox(SandboxOptions options) throws IOException {
    directory = options.directory();
    faults = new Faults(options.clock());
    try {
      var _ = closing(DirectoryLock.take(directory));
      Files.deleteIfExists(description());
      AutoCloseable removal = () -> Files.deleteIfExists(description());
      closing(removal);
      authority = CertificateAuthority.open(directory.resolve("authority"), options.clock());
      Ports ports = Ports.read(directory.resolve("ports.json"));
      forge =
          closing(
              ForgeServer.start(
                  new ForgeOptions(
                      directory.resolve("forge"), HOST, ports.former("forge"), options.clock()),
                  faults.of(Part.FORGE),
                  faults::declinedPush));
      ports.remember("forge", forge.port());
      forge.accounts().ensure(ADMIN, Account.Kind.USER);
      forge.accounts().ensure(BOT, Account.Kind.BOT);
      forge.accounts().ensure(DEVELOPER, Account.Kind.USER);
      forge.accounts().ensure(REVIEWER, Account.Kind.USER, Role.WRITE);
      registry =
          closing(
              RegistryServer.start(
                  new RegistryOptions(
                      directory.resolve("registry"),
                      HOST,
                      ports.former("registry"),
                      authority.serverContext(List.of(HOST, "localhost")),
                      (_, password) -> forge.accounts().authenticate(password).isPresent(),
                      options.clock()),
                  faults.of(Part.REGISTRY)));
      ports.remember("registry", registry.port());
      BaseImages.seed(registry.store());
      clusterToken = clusterToken(directory.resolve("cluster-token"));
      ServiceRange services = closing(ServiceRange.claim(directory.resolve("service-range")));
      var started = new AtomicReference<NodeAgent>();
      cluster = closing(startCluster(options, ports.former("cluster"), services, started));
      ports.remember("cluster", cluster.uri().getPort());
      agent = startNodes(options);
      started.set(agent);
      var _ = closing(Controllers.start(cluster::objects, options.clock(), options.random()));
      clusterAccounts = ClusterAccounts.ensure(cluster);
      kubeconfig = writeKubeconfig();
      control = closing(ControlServer.start(HOST, controlToken, faults, new Reins()));
      WholeFile.writePrivate(
          description(), describe().toPrettyString().getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException | IOException e) {
      try {
        close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /// Starts everything; returns when everything answers.
  ///
  /// @throws UncheckedIOException where the directory, a port or an address cannot be had
  public static Sandbox start(SandboxOptions options) {
    try {
      return new Sandbox(options);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a sandbox: " + e.getMessage(), e);
    }
  }

  /// The forge, for making repositories and accounts.
  public ForgeServer forge() {
    return forge;
  }

  /// The token of the forge account that stands for the people.
  public Secret adminToken() {
    return forge.accounts().token(ADMIN);
  }

  /// The token of the forge account that Fairlead acts as.
  public Secret botToken() {
    return forge.accounts().token(BOT);
  }

  /// The token of somebody who leads the repositories' work: may push past a branch's protection.
  public Secret developerToken() {
    return forge.accounts().token(DEVELOPER);
  }

  /// The token of a colleague who may push, review and merge what a branch's protection lets in.
  public Secret reviewerToken() {
    return forge.accounts().token(REVIEWER);
  }

  /// `host:port` of the registry. Any forge account's token is a password there.
  public String registryAuthority() {
    return registry.authority();
  }

  /// What the registry holds.
  public ImageStore images() {
    return registry.store();
  }

  /// PEM file of the authority that signed the certificates of registry and cluster.
  public Path caFile() {
    return authority.certificateFile();
  }

  /// The cluster's API server.
  public URI clusterUrl() {
    return cluster.uri();
  }

  /// The cluster's objects without HTTP.
  ///
  /// @param fieldManager who is recorded as owner of the fields it sets
  public Objects objects(String fieldManager) {
    return cluster.objects(fieldManager);
  }

  /// The bearer token of the cluster's administrator.
  public Secret clusterToken() {
    return clusterToken;
  }

  /// A kubeconfig of the cluster's administrator.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// The file that describes the running sandbox to other processes.
  public Path description() {
    return directory.resolve("sandbox.json");
  }

  /// Where the hosts that users' files name are served here.
  public Endpoints endpoints() {
    Map<String, Endpoint> hosts = new LinkedHashMap<>();
    hosts.put("github.com", new Endpoint(forge.baseUrl(), forge.apiUrl(), null));
    for (String host : IMAGE_HOSTS) {
      hosts.put(
          host,
          new Endpoint(
              null, null, new Registry(registry.authority(), host + "/", caFile().toString())));
    }
    return new Endpoints(hosts);
  }

  /// Ends everything, the latest started first; one part's failure does not keep the others.
  @Override
  public void close() {
    var failure = new IllegalStateException("cannot end the sandbox in " + directory);
    while (!parts.isEmpty()) {
      try {
        parts.removeLast().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure.addSuppressed(e);
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private ClusterServer startCluster(
      SandboxOptions options, int port, ServiceRange services, AtomicReference<NodeAgent> started) {
    return ClusterServer.start(
        new ClusterOptions(
            options.clock(),
            options.random(),
            HOST,
            port,
            authority.serverContext(
                List.of(
                    HOST,
                    "localhost",
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    "kubernetes.default.svc.cluster.local",
                    services.first())),
            authority.certificatePem(),
            Map.of(clusterToken.reveal(), ClusterOptions.User.ADMINISTRATOR),
            services.cidr(),
            (pod, container, logOptions, out) -> {
              NodeAgent here = started.get();
              if (here == null) {
                throw new IOException("the node agent has not started yet");
              }
              here.writeLog(pod, container, logOptions, out);
            },
            directory.resolve("cluster")),
        faults.of(Part.CLUSTER));
  }

  private NodeAgent startNodes(SandboxOptions options) throws IOException {
    ApiTokens tokens =
        closing(new ApiTokens(cluster.uri(), clusterToken, authority.clientContext()));
    return closing(
        NodeAgent.start(
            cluster.objects("kubelet"),
            new NodeAgentOptions(
                directory.resolve("node"),
                options.nodes(),
                endpoints(),
                image -> forge.hasRepositoryOf(image.owner()),
                tokens,
                options.javaHome(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.uri().getPort()),
                options.isolation(),
                options.clock())));
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.addLast(part);
    return part;
  }

  private static Secret clusterToken(Path file) {
    return WholeFile.readText(file)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Secret::new)
        .orElseGet(() -> {
          Secret token = randomToken();
          WholeFile.writePrivate(file, token.reveal().getBytes(StandardCharsets.UTF_8));
          return token;
        });
  }

  private static Secret randomToken() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return new Secret(HexFormat.of().formatHex(bytes));
  }

  private Path writeKubeconfig() {
    Path file = directory.resolve("kubeconfig");
    Map<String, Secret> tokens = new LinkedHashMap<>();
    tokens.put("sandbox", clusterToken);
    tokens.putAll(clusterAccounts);
    new Kubeconfig(cluster.uri(), authority.certificatePem(), tokens).write(file);
    return file;
  }

  /// What goes wrong with the servers' requests on purpose.
  public Faults faults() {
    return faults;
  }

  /// What the control server may do.
  private final class Reins implements ControlPort {
    @Override
    public void dropWatches() {
      cluster.dropWatches();
    }

    @Override
    public boolean killPod(String namespace, String name) {
      return agent.killPod(namespace, name);
    }

    @Override
    public boolean takeNode(String name) throws InterruptedException {
      return agent.takeNode(name);
    }

    @Override
    public boolean returnNode(String name) {
      return agent.returnNode(name);
    }
  }

  private ObjectNode describe() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ProcessHandle self = ProcessHandle.current();
    root.put("pid", self.pid());
    self.info().startInstant().ifPresent(start -> root.put("started", start.toString()));
    root.putObject("forge")
        .put("url", forge.baseUrl().toString())
        .put("api", forge.apiUrl().toString())
        .put("admin", ADMIN)
        .put("adminToken", adminToken().reveal())
        .put("bot", BOT)
        .put("botToken", botToken().reveal())
        .put("developer", DEVELOPER)
        .put("developerToken", developerToken().reveal())
        .put("reviewer", REVIEWER)
        .put("reviewerToken", reviewerToken().reveal());
    root.putObject("registry").put("authority", registry.authority());
    root.put("caFile", caFile().toString());
    root.putObject("cluster")
        .put("url", cluster.uri().toString())
        .put("kubeconfig", kubeconfig.toString())
        .put("token", clusterToken.reveal());
    ObjectNode accounts = root.withObject("/cluster").putObject("accounts");
    clusterAccounts.forEach((name, token) ->
        accounts
            .putObject(name)
            .put("namespace", ClusterAccounts.NAMESPACE)
            .put("token", token.reveal()));
    root.putObject("control").put("url", control.url()).put("token", controlToken.reveal());
    ObjectNode hosts = root.putObject("endpoints");
    endpoints()
        .byHost()
        .forEach((host, endpoint) -> {
          ObjectNode node = hosts.putObject(host);
          if (endpoint.git() != null) {
            node.put("git", endpoint.git().toString());
          }
          if (endpoint.api() != null) {
            node.put("api", endpoint.api().toString());
          }
          if (endpoint.registry() != null) {
            node.put("registry", endpoint.registry().authority())
                .put("repositoryPrefix", endpoint.registry().repositoryPrefix())
                .put("caFile", endpoint.registry().caFile());
          }
        });
    return root;
  }
}
