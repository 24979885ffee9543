package dev.fairlead.server;

import dev.fairlead.actions.runner.Runner;
import dev.fairlead.ansible.ledger.InventoryLocks;
import dev.fairlead.ansible.ledger.PlaybookLedger;
import dev.fairlead.ansible.playbook.AnsibleCheck;
import dev.fairlead.ansible.run.PlaybookRunner;
import dev.fairlead.ansible.run.RunOptions;
import dev.fairlead.check.Checks;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.Fabric8Cluster;
import dev.fairlead.delivery.ApplicationEngine;
import dev.fairlead.delivery.BootstrapEngine;
import dev.fairlead.delivery.CheckEngine;
import dev.fairlead.delivery.DeliveredRepository;
import dev.fairlead.delivery.DeliveryEngine;
import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.delivery.Engines;
import dev.fairlead.delivery.InfrastructureEngine;
import dev.fairlead.delivery.InventoryEngine;
import dev.fairlead.delivery.Ledger;
import dev.fairlead.delivery.PlaybookEngine;
import dev.fairlead.delivery.WorkflowEngine;
import dev.fairlead.delivery.change.ChangeWatch;
import dev.fairlead.git.CommitWriter;
import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.Secret;
import dev.fairlead.process.Processes;
import dev.fairlead.server.config.ServerConfig;
import dev.fairlead.server.http.HttpEdge;
import dev.fairlead.store.Branches;
import dev.fairlead.store.Changes;
import dev.fairlead.store.Database;
import dev.fairlead.store.Deliveries;
import dev.fairlead.store.Journal;
import dev.fairlead.sync.control.SyncController;
import dev.fairlead.sync.control.SyncGate;
import dev.fairlead.sync.control.SyncSettings;
import dev.fairlead.terraform.Machine;
import dev.fairlead.terraform.PullRequestAutomation;
import dev.fairlead.terraform.TerraformSyntax;
import dev.fairlead.terraform.run.MirrorRevisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: the one place where everything is joined. Closing it ends what runs in this
/// process; deliveries on their way are taken up at the next start, jobs of theirs run on
/// meanwhile.
public final class Fairlead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fairlead.class);
  private static final int COMMIT_ATTEMPTS = 8;
  private static final int SHORTEST_SECRET = 8;

  private final Deque<AutoCloseable> closing;
  private final HttpEdge edge;
  private final URI url;

  private Fairlead(Deque<AutoCloseable> closing, HttpEdge edge, URI url) {
    this.closing = closing;
    this.edge = edge;
    this.url = url;
  }

  /// Starts everything and returns when the pages can be asked for.
  ///
  /// @throws RuntimeException where something cannot be started; nothing is left running then
  public static Fairlead start(ServerConfig config) {
    Deque<AutoCloseable> closing = new ArrayDeque<>();
    try {
      return start(config, closing);
    } catch (RuntimeException e) {
      closeAll(closing);
      throw e;
    }
  }

  private static Fairlead start(ServerConfig config, Deque<AutoCloseable> closing) {
    Clock clock = Clock.systemUTC();
    Path data = config.data();
    closing.push(DataLock.take(data));
    Database database = Database.open(data);
    var journal = new Journal(database);
    var store = new Deliveries(database);
    var ledger = new Ledger(store);
    var branches = new Branches(database);
    var random = new SecureRandom();
    List<DeliveredRepository> repositories = mirrors(config, closing);

    var deliveries = new AtomicReference<DeliveryService>();
    var sources =
        new SourceRepositories(
            repositories, deliveries::get, config.endpoints(), data.resolve("sources"));
    closing.push(sources);

    ClusterClient cluster = Fabric8Cluster.of(kubeconfig(config), config.context());
    closing.push(cluster);
    var controller =
        new SyncController(
            SyncSettings.DEFAULT
                .withPollInterval(config.pollInterval(), config.pollInterval().dividedBy(3))
                .withWaveDelay(config.sync().waveDelay())
                .withControlNamespace(config.sync().controlNamespace()),
            cluster,
            sources,
            SyncGate.OPEN, // a branch resolves to its released revision: nothing else comes here
            new JournalledSync(journal, ledger),
            clock);
    closing.push(controller);

    var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    closing.push(http);
    var pagesUrl = new AtomicReference<URI>();
    var forges = new GitHubRepositories(config, http);
    for (GitHubRepositories.OnForge repository : forges.all()) {
      var statuses = new CommitStatuses(repository, pagesUrl::get);
      ledger.subscribe(statuses::changed);
      closing.push(statuses);
    }

    Runner runner =
        new Runner(
            JobSetup.configuration(config, System.getenv()),
            JobSetup.ports(config, repositories, JobSetup.images(config)),
            clock);
    closing.push(runner);
    var processes = new Processes(clock);
    var revisions =
        new MirrorRevisions(
            url -> mirror(repositories, url),
            processes,
            data.resolve("terraform").resolve("git"),
            System.getenv());
    var terraformSettings = TerraformSetup.settings(config.terraform());
    var machine = new Machine(data.resolve("terraform"), processes, System.getenv(), clock);
    var terraform =
        new PullRequestAutomation(
            terraformSettings,
            machine,
            database,
            new GitHubPullRequests(forges),
            revisions,
            TerraformSetup.pages(pagesUrl::get));
    closing.push(terraform);
    var checks =
        new Checks(
            List.of(
                new TerraformFindings(new TerraformSyntax(terraformSettings, machine)),
                AnsibleCheck::of));
    List<DeliveryEngine> preparing =
        List.of(
            new CheckEngine(checks, sources, clock),
            new InfrastructureEngine(terraform, revisions, sources),
            new InventoryEngine(
                terraform,
                sources,
                url -> new CommitWriter(mirror(repositories, url), COMMIT_ATTEMPTS, random),
                repositories,
                clock),
            new PlaybookEngine(
                new PlaybookRunner(processes, clock, data.resolve("ansible"), System.getenv()),
                new PlaybookLedger(database),
                new InventoryLocks(database),
                ledger,
                branches,
                repositories,
                sources,
                playbooks(config.ansible()),
                data.resolve("runs"),
                clock),
            new WorkflowEngine(runner, data.resolve("runs"), store::countStages));
    List<DeliveryEngine> deploying =
        List.of(
            new BootstrapEngine(controller, sources),
            new ApplicationEngine(
                controller,
                sources,
                clock,
                config.sync().patience(),
                config.sync().controlNamespace()));
    var polling =
        new DeliveryService.Polling(config.pollInterval(), config.pollInterval().dividedBy(6));
    var service =
        new DeliveryService(
            repositories,
            () -> new Engines(preparing, deploying),
            ledger,
            branches,
            journal::append,
            controller::repositoryChanged,
            () -> newId(random),
            clock,
            random,
            polling);
    deliveries.set(service);
    closing.push(service);

    controller.start();
    var changes = new Changes(database);
    var changeWatches = new ConcurrentHashMap<String, ChangeWatch>();
    HttpEdge edge =
        HttpEdge.start(
            new HttpEdge.Parts(
                config,
                service,
                ledger,
                changes,
                repository ->
                    Optional.ofNullable(changeWatches.get(repository)).ifPresent(ChangeWatch::told),
                terraform,
                journal,
                controller,
                new PodRows(controller)::of,
                clock));
    closing.push(edge);
    URI url =
        config.url() != null
            ? config.url()
            : URI.create("http://" + config.listen().host() + ":" + edge.port());
    pagesUrl.set(url);
    terraform.start();
    service.start();
    for (GitHubRepositories.OnForge on : forges.all()) {
      ChangeWatch watch =
          new ChangeWatch(
              on.url(),
              mirror(repositories, on.url()),
              new GitHubChanges(on, pagesUrl::get),
              List.of(new TerraformChanges(terraform, revisions)),
              new LinkCheck(checks, sources, clock),
              changes,
              journal::append,
              edge::refresh,
              clock,
              random,
              polling);
      changeWatches.put(on.url(), watch);
      closing.push(watch);
      watch.start();
    }
    LOG.info("listening on {}", url);
    return new Fairlead(closing, edge, url);
  }

  private static List<DeliveredRepository> mirrors(
      ServerConfig config, Deque<AutoCloseable> closing) {
    List<DeliveredRepository> repositories = new ArrayList<>();
    for (ServerConfig.Repository repository : config.repositories()) {
      Credentials credentials =
          repository.token() == null ? Credentials.NONE : Credentials.token(repository.token());
      Mirror mirror =
          Mirror.open(
              config
                  .data()
                  .resolve("mirrors")
                  .resolve(SourceRepositories.directoryName(repository.url())),
              config.endpoints().git(repository.url()),
              credentials);
      closing.push(mirror);
      repositories.add(new DeliveredRepository(repository.url(), mirror));
    }
    return repositories;
  }

  private static PlaybookEngine.Settings playbooks(ServerConfig.Ansible config) {
    List<String> vaults =
        config.vaultPasswordFile() == null
            ? List.of()
            : List.of("default@" + config.vaultPasswordFile());
    return new PlaybookEngine.Settings(
        config.disabled(),
        config.inventories(),
        RunOptions.DEFAULT
            .withTimeouts(config.timeout(), RunOptions.DEFAULT.silence())
            .withSsh(Optional.ofNullable(config.privateKeyFile()), Optional.empty())
            .withVaultIds(vaults),
        config.environment(),
        secrets(config));
  }

  /// What must not be read in logs: the values that runs are given, and the vault's password.
  private static List<Secret> secrets(ServerConfig.Ansible config) {
    List<Secret> secrets = new ArrayList<>();
    config.environment().values().stream()
        .filter(value -> value.length() >= SHORTEST_SECRET && !value.startsWith("/"))
        .forEach(value -> secrets.add(new Secret(value)));
    if (config.vaultPasswordFile() != null) {
      try {
        String password = Files.readString(config.vaultPasswordFile()).strip();
        if (!password.isEmpty()) {
          secrets.add(new Secret(password));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read the vault's password file " + config.vaultPasswordFile(), e);
      }
    }
    return secrets;
  }

  private static Mirror mirror(List<DeliveredRepository> repositories, String url) {
    return repositories.stream()
        .filter(repository -> repository.url().equals(url))
        .findFirst()
        .orElseThrow()
        .mirror();
  }

  private static Path kubeconfig(ServerConfig config) {
    if (config.kubeconfig() != null) {
      return config.kubeconfig();
    }
    String environment = System.getenv("KUBECONFIG");
    return environment != null && !environment.isEmpty()
        ? Path.of(environment)
        : Path.of(System.getProperty("user.home"), ".kube", "config");
  }

  private static String newId(RandomGenerator random) {
    byte[] bytes = new byte[5];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Where people reach the pages.
  public URI url() {
    return url;
  }

  /// The port that is listened on.
  public int port() {
    return edge.port();
  }

  @Override
  public void close() {
    closeAll(closing);
  }

  private static void closeAll(Deque<AutoCloseable> closing) {
    while (!closing.isEmpty()) {
      AutoCloseable next = closing.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.warn("closing {}: {}", next.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}
