package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.http.Disturbance;
import dev.fairlead.sandbox.http.DisturbanceFilter;
import dev.fairlead.sandbox.http.LoopbackServer;
import dev.fairlead.sandbox.registry.RegistryError.Code;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registry's HTTP server. Answers from the moment it exists until it is closed.
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
  private static final Duration COLLECTION_INTERVAL = Duration.ofHours(1);

  /// What follows a repository's name in a path. The name itself may hold slashes, and parts such
  /// as `blobs`, so the last match counts.
  private static final Pattern UPLOADS = Pattern.compile("/v2/(.+)/blobs/uploads/?");

  private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([^/]+)");
  private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/([^/]+)");
  private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
  private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");
  private static final Pattern REFERRERS = Pattern.compile("/v2/(.+)/referrers/([^/]+)");

  private final ImageStore store;
  private final Authorization authorization;
  private final BlobRoutes blobs;
  private final ManifestRoutes manifests;
  private final GarbageCollection garbage;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LoopbackServer http;

  private RegistryServer(RegistryOptions options, Disturbance disturbance) {
    this.store = new ImageStore(options.directory(), options.clock());
    this.authorization = new Authorization(options.access(), options.clock());
    Uploads uploads = new Uploads(options.directory().resolve("uploads"));
    this.garbage = new GarbageCollection(store, uploads, options.grace());
    this.blobs = new BlobRoutes(store, authorization, uploads);
    this.manifests = new ManifestRoutes(store, authorization);
    this.http =
        LoopbackServer.start(
            options.host(),
            options.port(),
            options.tls(),
            new DisturbanceFilter(disturbance, RegistryServer::refusal),
            this::routes);
  }

  public static RegistryServer start(RegistryOptions options) {
    return start(options, Disturbance.NONE);
  }

  /// @param disturbance what goes wrong with requests
  public static RegistryServer start(RegistryOptions options, Disturbance disturbance) {
    RegistryServer server = new RegistryServer(options, disturbance);
    Thread.ofVirtual().name("registry-garbage").start(server::collectUntilClosed);
    return server;
  }

  private static String refusal(int status) {
    String code =
        switch (status) {
          case 401 -> "UNAUTHORIZED";
          case 403 -> "DENIED";
          case 429 -> "TOOMANYREQUESTS";
          default -> status < 500 ? "UNSUPPORTED" : "UNKNOWN";
        };
    return "{\"errors\":[{\"code\":\"%s\",\"message\":\"a fault of the sandbox: status %d\"}]}"
        .formatted(code, status);
  }

  /// `host:port`, as it stands in image references.
  public String authority() {
    return http.authority();
  }

  public int port() {
    return http.port();
  }

  /// What the registry holds.
  public ImageStore store() {
    return store;
  }

  /// Removes what nothing refers to and no push wanted for the grace period: manifests without a
  /// tag, an index or a subject, blobs without a manifest; and uploads at rest for a day. Happens
  /// by itself at the start and every hour.
  public void collectGarbage() {
    GarbageCollection.Removed removed = garbage.run();
    if (!removed.isNothing()) {
      LOG.info(
          "The registry removed {} manifests, {} links to blobs, {} blobs and {} uploads ({}"
              + " bytes)",
          removed.manifests(),
          removed.links(),
          removed.blobs(),
          removed.uploads(),
          removed.bytes());
    }
  }

  private void collectUntilClosed() {
    try {
      do {
        try {
          collectGarbage();
        } catch (UncheckedIOException e) {
          LOG.warn("The registry could not collect its garbage; it tries again later", e);
        }
      } while (!closed.await(COLLECTION_INTERVAL.toMinutes(), TimeUnit.MINUTES));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    http.close();
  }

  private void routes(JavalinConfig config) {
    config.router.ignoreTrailingSlashes = true;
    for (HandlerType method :
        new HandlerType[] {
          HandlerType.GET,
          HandlerType.HEAD,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE
        }) {
      config.routes.addHttpHandler(method, "/v2", this::base);
      config.routes.addHttpHandler(method, "/v2/<path>", this::route);
    }
    config.routes.get("/token", authorization::token);
    config.routes.post("/token", authorization::token);
    config.routes.exception(RegistryError.class, RegistryServer::answer);
    config.routes.exception(IOException.class, (e, ctx) -> answer(RegistryError.of(e), ctx));
    config.routes.exception(
        UncheckedIOException.class,
        (e, ctx) -> answer(RegistryError.of(new IOException(e.getMessage(), e)), ctx));
  }

  private static void answer(RegistryError error, Context ctx) {
    if (!ctx.res().isCommitted()) {
      ctx.status(error.status()).contentType("application/json").result(error.body().toString());
    }
  }

  private void base(Context ctx) {
    ctx.header("Docker-Distribution-Api-Version", "registry/2.0");
    authorization.requireKnownCaller(ctx);
    ctx.contentType("application/json").result("{}");
  }

  private void route(Context ctx) throws IOException {
    ctx.header("Docker-Distribution-Api-Version", "registry/2.0");
    String path = URLDecoder.decode(ctx.path().replace("+", "%2B"), StandardCharsets.UTF_8);
    if (path.equals("/v2/_catalog")) {
      manifests.catalog(ctx);
      return;
    }
    Matcher match = UPLOADS.matcher(path);
    if (match.matches()) {
      blobs.begin(ctx, name(match));
      return;
    }
    match = UPLOAD.matcher(path);
    if (match.matches()) {
      blobs.upload(ctx, name(match), match.group(2));
      return;
    }
    match = BLOB.matcher(path);
    if (match.matches()) {
      blobs.blob(ctx, name(match), match.group(2));
      return;
    }
    match = MANIFEST.matcher(path);
    if (match.matches()) {
      manifests.manifest(ctx, name(match), match.group(2));
      return;
    }
    match = TAGS.matcher(path);
    if (match.matches()) {
      manifests.tags(ctx, name(match));
      return;
    }
    match = REFERRERS.matcher(path);
    if (match.matches()) {
      manifests.referrers(ctx, name(match), match.group(2));
      return;
    }
    ctx.status(404).result("404 page not found\n");
  }

  private static String name(Matcher match) {
    String name = match.group(1);
    if (!ImageStore.isRepositoryName(name)) {
      throw new RegistryError(Code.NAME_INVALID, "invalid repository name: " + name);
    }
    return name;
  }

  static RegistryError unsupported(Context ctx) {
    return new RegistryError(
        Code.UNSUPPORTED, ctx.method().name() + " is not supported on " + ctx.path());
  }
}
