package dev.fairlead.server;

import dev.fairlead.actions.runner.Runner;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.Fabric8Cluster;
import dev.fairlead.delivery.ApplicationEngine;
import dev.fairlead.delivery.BootstrapEngine;
import dev.fairlead.delivery.DeliveredRepository;
import dev.fairlead.delivery.DeliveryEngine;
import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.delivery.Engines;
import dev.fairlead.delivery.Ledger;
import dev.fairlead.delivery.WorkflowEngine;
import dev.fairlead.forge.GitHub;
import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.server.config.ServerConfig;
import dev.fairlead.server.http.HttpEdge;
import dev.fairlead.store.Branches;
import dev.fairlead.store.Database;
import dev.fairlead.store.Deliveries;
import dev.fairlead.store.Journal;
import dev.fairlead.sync.control.SyncController;
import dev.fairlead.sync.control.SyncGate;
import dev.fairlead.sync.control.SyncSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: the one place where everything is joined. Closing it ends what runs in this
/// process; deliveries on their way are taken up at the next start, jobs of theirs run on
/// meanwhile.
public final class Fairlead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fairlead.class);

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
    for (ServerConfig.Repository repository : config.repositories()) {
      var statuses =
          new CommitStatuses(
              repository.url(),
              new GitHub(http, config.endpoints(), repository.token()),
              pagesUrl::get);
      ledger.subscribe(statuses::changed);
      closing.push(statuses);
    }

    Runner runner =
        new Runner(
            JobSetup.configuration(config, System.getenv()),
            JobSetup.ports(config, repositories, JobSetup.images(config)),
            clock);
    closing.push(runner);
    List<DeliveryEngine> building =
        List.of(new WorkflowEngine(runner, data.resolve("runs"), store::countStages));
    List<DeliveryEngine> deploying =
        List.of(
            new BootstrapEngine(controller, sources),
            new ApplicationEngine(
                controller,
                sources,
                clock,
                config.sync().patience(),
                config.sync().controlNamespace()));
    var random = new SecureRandom();
    var service =
        new DeliveryService(
            repositories,
            () -> new Engines(building, deploying),
            ledger,
            new Branches(database),
            journal::append,
            controller::repositoryChanged,
            () -> newId(random),
            clock,
            random,
            new DeliveryService.Polling(config.pollInterval(), config.pollInterval().dividedBy(6)));
    deliveries.set(service);
    closing.push(service);

    controller.start();
    var pods = new PodRows(cluster);
    HttpEdge edge =
        HttpEdge.start(
            new HttpEdge.Parts(config, service, ledger, journal, controller, pods::of, clock));
    closing.push(edge);
    URI url =
        config.url() != null
            ? config.url()
            : URI.create("http://" + config.listen().host() + ":" + edge.port());
    pagesUrl.set(url);
    service.start();
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
