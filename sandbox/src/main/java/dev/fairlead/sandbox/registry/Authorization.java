package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.registry.RegistryError.Code;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Authentication as public registries do it: `/v2/` answers 401 with a `Bearer` challenge that
/// names `/token`; there a client changes name and password (or nothing: anonymous) for a short
/// token over the scopes it asks for. Who asks for one (`offline_token`, `access_type=offline`)
/// gets a refresh token too, which takes the place of name and password until the registry ends.
/// `Basic` is accepted everywhere as well. Pulls need no token.
final class Authorization {
  /// Docker's default for tokens.
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

  private static final Duration REFRESH_LIFETIME = Duration.ofDays(30);

  private static final String SERVICE = "fairlead-sandbox";

  private final RegistryAccess access;
  private final Clock clock;
  private final ObjectMapper json = new ObjectMapper();
  private final byte[] signingKey = new byte[32];

  Authorization(RegistryAccess access, Clock clock) {
    this.access = access;
    this.clock = clock;
    new SecureRandom().nextBytes(signingKey);
  }

  /// Checks `GET /v2/`, by which clients learn how to authenticate.
  void requireKnownCaller(Context ctx) {
    if (!isOpen() && ctx.header("Authorization") == null) {
      throw challenge(ctx, null, "authentication required");
    }
    authenticate(ctx, null);
  }

  /// Checks that the caller may do something to a repository.
  ///
  /// @param action `pull`, `push` or `delete`
  void require(Context ctx, String repository, String action) {
    if (isOpen()) {
      return;
    }
    String scope =
        "repository:" + repository + ":" + (action.equals("push") ? "pull,push" : action);
    Optional<JsonNode> token = authenticate(ctx, scope);
    if (token.isPresent()) {
      if (!action.equals("pull") && !allows(token.get(), repository, action)) {
        throw challenge(
            ctx,
            scope,
            "insufficient_scope",
            "the token does not allow to " + action + " " + repository);
      }
    } else if (ctx.header("Authorization") == null && !action.equals("pull")) {
      throw challenge(ctx, scope, "authentication required to " + action + " " + repository);
    }
  }

  /// Serves `GET` and `POST /token`.
  void token(Context ctx) {
    boolean post = "POST".equals(ctx.method().name());
    String service = post ? ctx.formParam("service") : ctx.queryParam("service");
    if (service != null && !service.isEmpty() && !service.equals(SERVICE)) {
      throw new RegistryError(
          Code.DENIED, 400, "tokens here are for service " + SERVICE + ", not " + service);
    }
    @Nullable String user = user(ctx);
    ObjectNode claims = json.createObjectNode();
    Instant now = clock.instant();
    claims.put("sub", user == null ? "" : user);
    claims.put("exp", now.plus(TOKEN_LIFETIME).getEpochSecond());
    ArrayNode granted = claims.putArray("access");
    List<String> scopes = post ? ctx.formParams("scope") : ctx.queryParams("scope");
    for (String scope : scopes.stream().flatMap(s -> List.of(s.split(" ")).stream()).toList()) {
      // repository:<name>:<actions>; a name never contains a colon in this registry
      String[] parts = scope.split(":");
      if (parts.length == 3 && parts[0].equals("repository")) {
        ArrayNode actions = granted.addObject().put("name", parts[1]).putArray("actions");
        for (String action : parts[2].split(",")) {
          if (user != null || action.equals("pull")) {
            actions.add(action);
          }
        }
      }
    }
    String token = sign(claims);
    ObjectNode answer = json.createObjectNode();
    answer.put("token", token);
    answer.put("access_token", token);
    answer.put("expires_in", TOKEN_LIFETIME.toSeconds());
    answer.put("issued_at", now.toString());
    boolean offline =
        post
            ? "offline".equals(ctx.formParam("access_type"))
            : "true".equals(ctx.queryParam("offline_token"));
    if ("refresh_token".equals(ctx.formParam("grant_type"))) {
      answer.put("refresh_token", ctx.formParam("refresh_token"));
    } else if (user != null && offline) {
      answer.put(
          "refresh_token",
          sign(
              json.createObjectNode()
                  .put("sub", user)
                  .put("use", "refresh")
                  .put("exp", now.plus(REFRESH_LIFETIME).getEpochSecond())));
    }
    ctx.contentType("application/json").result(answer.toString());
  }

  /// Who asks for a token; null for nobody in particular.
  private @Nullable String user(Context ctx) {
    String grant = ctx.formParam("grant_type");
    String user;
    String password;
    if ("refresh_token".equals(grant)) {
      return verify(String.valueOf(ctx.formParam("refresh_token")))
          .filter(claims -> claims.path("use").asText().equals("refresh"))
          .orElseThrow(() ->
              new RegistryError(Code.UNAUTHORIZED, "the refresh token is not valid (any more)"))
          .path("sub")
          .asText();
    } else if ("password".equals(grant)) {
      user = String.valueOf(ctx.formParam("username"));
      password = String.valueOf(ctx.formParam("password"));
    } else if (grant != null) {
      throw new RegistryError(
          Code.UNSUPPORTED, 400, "grant_type is neither password nor refresh_token: " + grant);
    } else if (ctx.header("Authorization") != null) {
      String[] pair = basic(String.valueOf(ctx.header("Authorization")));
      user = pair[0];
      password = pair[1];
    } else {
      return null;
    }
    if (!access.accepts(user, password)) {
      throw new RegistryError(Code.UNAUTHORIZED, "wrong user name or password for " + user);
    }
    return user;
  }

  /// The claims of a bearer token of ours; empty for Basic and for no credentials at all.
  private Optional<JsonNode> authenticate(Context ctx, @Nullable String scope) {
    if (isOpen() || ctx.header("Authorization") == null) {
      return Optional.empty();
    }
    String header = String.valueOf(ctx.header("Authorization"));
    if (header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      String[] pair = basic(header);
      if (!access.accepts(pair[0], pair[1])) {
        throw challenge(ctx, scope, "wrong user name or password for " + pair[0]);
      }
      return Optional.empty();
    }
    if (header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      Optional<JsonNode> claims = verify(header.substring("bearer ".length()).strip());
      if (claims.isPresent() && !claims.get().has("use")) {
        return claims;
      }
    }
    throw challenge(ctx, scope, "invalid_token", "the token is not valid (any more)");
  }

  private boolean isOpen() {
    return access.equals(RegistryAccess.OPEN);
  }

  private static boolean allows(JsonNode claims, String repository, String action) {
    for (JsonNode entry : claims.path("access")) {
      if (entry.path("name").asText().equals(repository)) {
        for (JsonNode granted : entry.path("actions")) {
          if (granted.asText().equals(action) || granted.asText().equals("*")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private RegistryError challenge(Context ctx, @Nullable String scope, String message) {
    return challenge(ctx, scope, null, message);
  }

  /// @param error of RFC 6750: tells a client that has a token what is wrong with it
  private RegistryError challenge(
      Context ctx, @Nullable String scope, @Nullable String error, String message) {
    String realm = ctx.scheme() + "://" + ctx.host() + "/token";
    ctx.header(
        "WWW-Authenticate",
        "Bearer realm=\""
            + realm
            + "\",service=\""
            + SERVICE
            + "\""
            + (scope == null ? "" : ",scope=\"" + scope + "\"")
            + (error == null ? "" : ",error=\"" + error + "\""));
    return new RegistryError(Code.UNAUTHORIZED, message);
  }

  private static String[] basic(String header) {
    try {
      String decoded =
          new String(
              Base64.getDecoder().decode(header.substring("basic ".length()).strip()),
              StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      if (colon >= 0) {
        return new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
      }
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException _) {
      // said below
    }
    throw new RegistryError(Code.UNAUTHORIZED, "the Authorization header is not valid Basic");
  }

  private String sign(ObjectNode claims) {
    byte[] payload = claims.toString().getBytes(StandardCharsets.UTF_8);
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(payload) + "." + encoder.encodeToString(mac(payload));
  }

  private Optional<JsonNode> verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.substring(0, dot));
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      if (!MessageDigest.isEqual(signature, mac(payload))) {
        return Optional.empty();
      }
      JsonNode claims = json.readTree(payload);
      return claims.path("exp").asLong() > clock.instant().getEpochSecond()
          ? Optional.of(claims)
          : Optional.empty();
    } catch (IllegalArgumentException | IOException _) { // not one of ours
      return Optional.empty();
    }
  }

  private byte[] mac(byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(signingKey, "HmacSHA256"));
      return mac.doFinal(payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
