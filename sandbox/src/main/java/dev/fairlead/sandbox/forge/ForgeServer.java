package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pages.ForgePages;
import dev.fairlead.sandbox.forge.pages.Markdown;
import dev.fairlead.sandbox.http.Disturbance;
import dev.fairlead.sandbox.http.DisturbanceFilter;
import dev.fairlead.sandbox.http.LoopbackServer;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/// The forge's HTTP server: Git at `/<owner>/<name>.git`, the REST API at `/api/v3`, pages for
/// people below the same names. Answers from the moment it exists until it is closed.
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
    this.webhooks = new Webhooks(ids, options.clock());
    var base = new BaseUrl();
    var json = new GitHubJson(base::value, accounts);
    var api = new RestApi(repositories, accounts, json);
    var checks = new MergeChecks(api.access());
    var commits = new CommitJson(json, accounts);
    var lines = new LineComments(commits);
    var issueJson = new IssueJson(json, api.access());
    var totals = new PullDiffs();
    var pullJson = new PullJson(json, issueJson, api.access(), totals);
    var lineJson = new LineCommentJson(json, issueJson, api.access(), lines);
    var events = new PullEvents(json, issueJson, pullJson, lineJson, checks, webhooks);
    var pulls = new Pulls(events, ids, options.clock());
    var pushes = new Pushes(json, webhooks, pulls, options.clock());
    var transport = new GitTransport(repositories, accounts, api.access(), checks, pushes, gate);
    var refs = new RefWriter(checks, pushes);
    var contents = new Contents(refs, options.clock());
    var merger = new Merger(accounts, pulls, checks, pushes, refs);
    var reviewing = new Reviewing(pulls, lines, events);
    var conversations = new Conversations(api.access(), pulls, events);
    var reactions = new Reactions(api, pulls, issueJson);
    var protections = new ProtectionRoutes(api);
    var collaborators = new CollaboratorRoutes(api);
    var checkRoutes = new CheckRoutes(api, pulls, events, new CheckJson(json));
    var limits = new RateLimits(options.clock());
    var markdown = new Markdown();
    var visit = new PageVisit(api, new Sessions(), new ForgePages(), options.clock());
    var diffs = new DiffPages(commits, lines, markdown);
    var repositoryPages = new RepositoryPages(api, visit, commits, diffs, markdown);
    var pullPages = new PullPages(api, visit, checks, commits, repositoryPages, diffs, totals);
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
              RoutesConfig routes = config.routes;
              new ApiHeaders(accounts, limits).register(routes);
              new MetaRoutes(api, limits).register(routes);
              new AccountRoutes(api).register(routes);
              new SearchRoutes(api, issueJson).register(routes);
              protections.register(routes);
              collaborators.register(routes);
              new RepositoryRoutes(api, commits, protections, collaborators, contents)
                  .register(routes);
              new RefRoutes(api, refs, commits, options.clock()).register(routes);
              new GitDataRoutes(api, commits, options.clock()).register(routes);
              new LineCommentRoutes(
                      api, pulls, lineJson, events, reviewing, reactions, conversations)
                  .register(routes);
              new PullRoutes(api, pulls, pullJson, events, checks, commits, merger)
                  .register(routes);
              new MergeRoutes(api, merger).register(routes);
              new ReviewRoutes(api, pulls, pullJson, lineJson, events, reviewing).register(routes);
              new CommentRoutes(api, pulls, issueJson, events, reactions, conversations)
                  .register(routes);
              new IssueRoutes(api, pulls, issueJson, events).register(routes);
              new LabelRoutes(api, pulls, issueJson).register(routes);
              new GraphRoutes(api, pulls).register(routes);
              checkRoutes.register(routes);
              new CommitRoutes(api, commits, pullJson, checkRoutes, webhooks, ids, options.clock())
                  .register(routes);
              new ContentRoutes(api, commits, contents, options.clock()).register(routes);
              new HookRoutes(api, webhooks, ids, options.clock()).register(routes);
              new ArchiveRoutes(api).register(routes);
              new ReleaseRoutes(api, pulls, refs).register(routes);
              new SignInPages(api, visit).register(routes);
              pullPages.register(routes);
              new PullForms(api, visit, pullPages, pulls, conversations, reviewing, merger)
                  .register(routes);
              new HookPages(api, visit, webhooks).register(routes);
              repositoryPages.register(routes); // at last: their paths begin with anything
              errors(config, api, visit);
            });
    base.set(http.baseUrl());
    for (ForgeRepository repository : repositories.all()) {
      pulls.catchUp(repository, new Account(0, repository.owner(), Account.Kind.ORGANIZATION));
    }
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

  private static void errors(JavalinConfig config, RestApi api, PageVisit visit) {
    config.routes.exception(
        ForgeException.class,
        (error, ctx) -> {
          if (isApi(ctx)) {
            api.answer(ctx, error.status(), error.body());
          } else {
            visit.problem(ctx, error.status(), error.inWords());
          }
        });
    for (int status : new int[] {404, 405}) { // no route: GitHub says 404 of both
      config.routes.error(
          status,
          ctx -> {
            String said = ctx.result();
            if (said != null && (said.startsWith("{\"message\"") || said.startsWith("<!doctype"))) {
              return;
            }
            if (isApi(ctx)) {
              api.answer(ctx, 404, ForgeException.notFound().body());
            } else {
              visit.problem(ctx, 404, "");
            }
          });
    }
  }

  /// Whether a program asks, which is answered in JSON.
  private static boolean isApi(Context ctx) {
    return ctx.path().startsWith("/api/") || ctx.path().startsWith("/_codeload/");
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
