package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.http.Disturbance;
import dev.fairlead.sandbox.http.DisturbanceFilter;
import dev.fairlead.sandbox.http.LoopbackServer;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/// The forge's HTTP server: Git at `/<owner>/<name>.git`, the REST API at `/api/v3`. Answers from
/// the moment it exists until it is closed.
public final class ForgeServer implements AutoCloseable {
  private final Accounts accounts;
  private final Repositories repositories;
  private final Webhooks webhooks;
  private final LoopbackServer http;

  private ForgeServer(ForgeOptions options, Disturbance disturbance, PushGate gate) {
    var ids = new Ids(options.directory().resolve("last-id"));
    this.accounts = new Accounts(options.directory().resolve("accounts.json"), ids);
    this.repositories =
        new Repositories(options.directory().resolve("repositories"), ids, options.clock());
    this.webhooks = new Webhooks(ids, options.clock(), options.webhookRetries());
    var base = new BaseUrl();
    var json = new GitHubJson(base::value, accounts);
    var api = new RestApi(repositories, accounts, json);
    var checks = new MergeChecks(api.access());
    var issueJson = new IssueJson(json, api.access());
    var pullJson = new PullJson(json, issueJson, api.access(), new PullDiffs());
    var events = new PullEvents(json, issueJson, pullJson, checks, webhooks);
    var pulls = new Pulls(events, ids, options.clock());
    var pushes = new Pushes(json, webhooks, pulls, options.clock());
    var transport = new GitTransport(repositories, accounts, api.access(), checks, pushes, gate);
    var commits = new CommitJson(json, accounts);
    var protections = new ProtectionRoutes(api);
    var collaborators = new CollaboratorRoutes(api);
    var repositoryRoutes =
        new RepositoryRoutes(api, commits, pushes, checks, protections, collaborators);
    this.http =
        LoopbackServer.start(
            options.host(),
            options.port(),
            null,
            new DisturbanceFilter(disturbance, ForgeServer::refusal),
            config -> {
              config.jetty.modifyServletContextHandler(context -> {
                var holder = new FilterHolder(transport);
                holder.setAsyncSupported(true);
                context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
              });
              protections.register(config.routes);
              collaborators.register(config.routes);
              repositoryRoutes.register(config.routes);
              new PullRoutes(api, pulls, pullJson, events, checks, commits).register(config.routes);
              new MergeRoutes(api, pulls, checks, pushes).register(config.routes);
              new ReviewRoutes(api, pulls, pullJson, events).register(config.routes);
              new CommentRoutes(api, pulls, issueJson, events).register(config.routes);
              new IssueRoutes(api, pulls, issueJson, events).register(config.routes);
              new GraphRoutes(api, pulls).register(config.routes);
              new CommitRoutes(api, commits, webhooks, ids, options.clock())
                  .register(config.routes);
              new ContentRoutes(api, commits, repositoryRoutes, options.clock())
                  .register(config.routes);
              new HookRoutes(api, webhooks, ids, options.clock()).register(config.routes);
              errors(config, api);
            });
    base.set(http.baseUrl());
  }

  public static ForgeServer start(ForgeOptions options) {
    return start(options, Disturbance.NONE, PushGate.OPEN);
  }

  /// @param disturbance what goes wrong with requests
  /// @param gate which pushes are declined
  public static ForgeServer start(ForgeOptions options, Disturbance disturbance, PushGate gate) {
    return new ForgeServer(options, disturbance, gate);
  }

  private static String refusal(int status) {
    return "{\"message\":\"a fault of the sandbox\",\"documentation_url\":\"\",\"status\":\"%d\"}"
        .formatted(status);
  }

  /// `http://host:port`, below which repositories are served.
  public URI baseUrl() {
    return URI.create(http.baseUrl());
  }

  /// The base of the REST API, without a slash at the end.
  public URI apiUrl() {
    return URI.create(http.baseUrl() + "/api/v3");
  }

  public int port() {
    return http.port();
  }

  /// Where Git finds a repository.
  public String cloneUrl(String owner, String name) {
    return http.baseUrl() + "/" + owner + "/" + name + ".git";
  }

  public Accounts accounts() {
    return accounts;
  }

  /// Every repository, sorted by name.
  public List<ForgeRepository> repositories() {
    return repositories.all();
  }

  public Optional<ForgeRepository> repository(String owner, String name) {
    return repositories.find(owner, name);
  }

  /// Whether an account or organisation has a repository here.
  public boolean hasRepositoryOf(String owner) {
    return repositories.all().stream().anyMatch(found -> found.owner().equalsIgnoreCase(owner));
  }

  /// The repository of that name, made empty and public if there is none.
  ///
  /// @param defaultBranch what a new one's HEAD names
  public ForgeRepository ensureRepository(String owner, String name, String defaultBranch) {
    accounts.ensure(owner, Account.Kind.ORGANIZATION);
    return repositories
        .find(owner, name)
        .orElseGet(() -> repositories.create(owner, name, false, defaultBranch));
  }

  @Override
  public void close() {
    http.close();
    webhooks.close();
    repositories.close();
  }

  private static void errors(JavalinConfig config, RestApi api) {
    config.routes.exception(
        ForgeException.class, (error, ctx) -> api.answer(ctx, error.status(), error.body()));
    config.routes.error(
        404,
        ctx -> {
          String said = ctx.result();
          if (said == null || !said.startsWith("{\"message\"")) { // no route
            api.answer(ctx, 404, ForgeException.notFound().body());
          }
        });
  }

  /// The forge's own URL, known only once its socket is bound; requests come later than that.
  private static final class BaseUrl {
    private volatile String url = "";

    String value() {
      return url;
    }

    void set(String value) {
      url = value;
    }
  }
}
