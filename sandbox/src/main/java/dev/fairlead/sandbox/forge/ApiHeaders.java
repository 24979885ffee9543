package dev.fairlead.sandbox.forge;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What GitHub's API says in headers of every answer: the request's id, the media type, what is
/// left of the rate limit, an `ETag`; and the answer 304 to who knows the resource already.
final class ApiHeaders {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("application/vnd\\.github(?:\\.(v3))?(?:\\.([\\w-]+))?(\\+json)?");

  private static final String EXPOSED =
      "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining,"
          + " X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes,"
          + " X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type,"
          + " X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset";

  private final Accounts accounts;
  private final RateLimits limits;

  ApiHeaders(Accounts accounts, RateLimits limits) {
    this.accounts = accounts;
    this.limits = limits;
  }

  void register(RoutesConfig routes) {
    routes.before("/api/*", this::before);
    routes.after("/api/*", this::after);
    routes.options("/api/*", ApiHeaders::preflight);
  }

  private void before(Context ctx) {
    ctx.header("X-GitHub-Request-Id", requestId());
    ctx.header("X-GitHub-Media-Type", mediaType(ctx.header("Accept")));
    ctx.header("X-GitHub-Enterprise-Version", "3.99.0");
    ctx.header("Access-Control-Allow-Origin", "*");
    ctx.header("Access-Control-Expose-Headers", EXPOSED);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "origin-when-cross-origin, strict-origin-when-cross-origin");
    ctx.header("Vary", "Accept, Authorization, Accept-Encoding");
    Optional<Account> caller = caller(ctx);
    if (caller.isPresent()) {
      ctx.header("X-OAuth-Scopes", "admin:org, admin:repo_hook, repo, workflow");
      ctx.header("X-Accepted-OAuth-Scopes", "");
    }
    boolean counts = !ctx.path().equals("/api/v3/rate_limit");
    say(ctx, limits.of(who(ctx, caller), counts));
    String version = ctx.header("X-GitHub-Api-Version");
    if (version != null) {
      ctx.header("X-GitHub-Api-Version-Selected", version);
    }
  }

  /// Who it is counted for; wrong credentials are refused later.
  private Optional<Account> caller(Context ctx) {
    try {
      return Caller.of(accounts, ctx.header("Authorization"));
    } catch (ForgeException _) {
      return Optional.empty();
    }
  }

  private static String who(Context ctx, Optional<Account> caller) {
    return caller.map(Account::login).orElseGet(() -> "@" + ctx.ip());
  }

  private static void say(Context ctx, RateLimits.Window window) {
    ctx.header("X-RateLimit-Limit", Integer.toString(window.limit()));
    ctx.header("X-RateLimit-Remaining", Integer.toString(window.remaining()));
    ctx.header("X-RateLimit-Used", Integer.toString(window.used()));
    ctx.header("X-RateLimit-Reset", Long.toString(window.reset().getEpochSecond()));
    ctx.header("X-RateLimit-Resource", "core");
  }

  private static String requestId() {
    String hex = UUID.randomUUID().toString().replace("-", "").toUpperCase(java.util.Locale.ROOT);
    return "%s:%s:%s:%s:%s"
        .formatted(
            hex.substring(0, 4),
            hex.substring(4, 10),
            hex.substring(10, 17),
            hex.substring(17, 24),
            hex.substring(24, 32));
  }

  /// GitHub's words for what it understood of the Accept header.
  static String mediaType(@Nullable String accept) {
    if (accept != null) {
      for (String part : accept.split(",")) {
        Matcher type = MEDIA_TYPE.matcher(part.replaceFirst(";.*", "").strip());
        if (type.matches()) {
          return "github.v3"
              + (type.group(2) == null ? "" : "; param=" + type.group(2))
              + (type.group(3) == null ? "" : "; format=json");
        }
      }
    }
    return accept != null && accept.contains("application/json")
        ? "github.v3; format=json"
        : "github.v3";
  }

  private void after(Context ctx) {
    boolean reads = List.of("GET", "HEAD").contains(ctx.method().name());
    if (!reads || ctx.statusCode() != 200 || ctx.path().equals("/api/v3/rate_limit")) {
      return;
    }
    byte[] content = content(ctx);
    String tag = "W/\"" + digest(content, ctx.header("Authorization"), ctx.header("Accept")) + "\"";
    ctx.header("ETag", tag);
    ctx.header(
        "Cache-Control",
        (ctx.header("Authorization") == null ? "public" : "private") + ", max-age=60, s-maxage=60");
    String known = ctx.header("If-None-Match");
    if (known != null
        && List.of(known.split("\\s*,\\s*")).stream().anyMatch(each -> same(each, tag))) {
      ctx.status(304).result("");
      ctx.res().setContentType(null);
      say(ctx, limits.forgive(who(ctx, caller(ctx)))); // who knew already is not charged
    }
  }

  private static boolean same(String one, String other) {
    return one.equals("*") || one.replaceFirst("^W/", "").equals(other.replaceFirst("^W/", ""));
  }

  private static byte[] content(Context ctx) {
    try (InputStream result = ctx.resultInputStream()) {
      byte[] content = result == null ? new byte[0] : result.readAllBytes();
      ctx.result(content);
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read an answer of ours", e);
    }
  }

  private static String digest(
      byte[] content, @Nullable String authorization, @Nullable String accept) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(content);
      sha.update(String.valueOf(authorization).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      sha.update(String.valueOf(accept).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void preflight(Context ctx) {
    ctx.header(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match,"
            + " If-Unmodified-Since, Accept-Encoding, X-GitHub-OTP, X-Requested-With, User-Agent,"
            + " X-GitHub-Api-Version");
    ctx.header("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE");
    ctx.header("Access-Control-Max-Age", "86400");
    ctx.status(204);
  }
}
