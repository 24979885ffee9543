package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Bearer tokens: the fixed ones of the options, and JWTs for service accounts, signed by the
/// cluster's key.
final class Tokens {
  static final String ISSUER = "https://kubernetes.default.svc";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private static final Duration RECENT = Duration.ofSeconds(10);
  private static final int MAX_RECENT = 1_000;

  private final Map<String, Known> recent = new ConcurrentHashMap<>();
  private final Map<String, Caller> fixed;
  private final Store store;
  private final Clock clock;
  private final Identities identities;
  private final SecretKeySpec key;

  /// @param key signs service account tokens; those signed by another are not valid
  Tokens(
      Map<String, ClusterOptions.User> users,
      Store store,
      Identities identities,
      Clock clock,
      SecretKeySpec key) {
    Map<String, Caller> callers = new HashMap<>();
    users.forEach((token, user) -> callers.put(token, Caller.of(user)));
    this.fixed = Map.copyOf(callers);
    this.store = store;
    this.identities = identities;
    this.clock = clock;
    this.key = key;
  }

  /// Who an `Authorization` header speaks for.
  ///
  /// @param header null or anything but a bearer token count as anonymous
  /// @throws ApiException 401 for a token that is not valid
  Caller authenticate(@Nullable String header) {
    if (header == null) {
      return Caller.ANONYMOUS;
    }
    String[] parts = header.strip().split(" ", 3);
    if (parts.length < 2 || !parts[0].equalsIgnoreCase("bearer") || parts[1].isEmpty()) {
      return Caller.ANONYMOUS;
    }
    return cached(parts[1]).orElseThrow(Statuses::unauthorized);
  }

  /// As in the real server, a token that was valid stays so for some seconds.
  private Optional<Caller> cached(String token) {
    Instant now = clock.instant();
    Known known = recent.get(token);
    if (known != null && now.isBefore(known.until())) {
      return Optional.of(known.caller());
    }
    recent.remove(token);
    Optional<Caller> found = find(token);
    if (found.isPresent()) {
      if (recent.size() >= MAX_RECENT) {
        recent.values().removeIf(each -> !now.isBefore(each.until()));
      }
      recent.put(token, new Known(found.get(), now.plus(RECENT)));
    }
    return found;
  }

  private record Known(Caller caller, Instant until) {}

  /// Who a token speaks for, if it is valid.
  Optional<Caller> find(String token) {
    Caller known = fixed.get(token);
    return known != null ? Optional.of(known) : serviceAccount(token);
  }

  /// A signed token and what is in it.
  record Issued(String token, Instant expires) {}

  /// Signs a token for a service account.
  ///
  /// @param bound the object whose life ends the token's, as `kind`, `name` and `uid`; or null
  Issued issue(
      ObjectNode account, List<String> audiences, long seconds, @Nullable ObjectNode bound) {
    Instant now = clock.instant();
    ObjectNode claims = Json.object();
    claims.set("aud", Json.MAPPER.valueToTree(audiences.isEmpty() ? List.of(ISSUER) : audiences));
    claims.put("exp", now.getEpochSecond() + seconds);
    claims.put("iat", now.getEpochSecond());
    claims.put("iss", ISSUER);
    claims.put("jti", identities.uid());
    ObjectNode kubernetes = claims.putObject("kubernetes.io");
    kubernetes.put("namespace", Json.metadata(account, "namespace"));
    if (bound != null) {
      kubernetes
          .putObject(bound.path("kind").asText().toLowerCase(java.util.Locale.ROOT))
          .put("name", bound.path("name").asText())
          .put("uid", bound.path("uid").asText());
    }
    kubernetes
        .putObject("serviceaccount")
        .put("name", Json.name(account))
        .put("uid", Json.uid(account));
    claims.put("nbf", now.getEpochSecond());
    claims.put(
        "sub",
        "system:serviceaccount:" + Json.metadata(account, "namespace") + ":" + Json.name(account));
    String head =
        ENCODER.encodeToString(
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + ENCODER.encodeToString(Json.bytes(claims));
    return new Issued(
        head + "." + ENCODER.encodeToString(sign(head)),
        Instant.ofEpochSecond(now.getEpochSecond() + seconds));
  }

  private Optional<Caller> serviceAccount(String token) {
    int last = token.lastIndexOf('.');
    int first = token.indexOf('.');
    if (first < 0 || first == last) {
      return Optional.empty();
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(last + 1));
      if (!MessageDigest.isEqual(signature, sign(token.substring(0, last)))) {
        return Optional.empty();
      }
      JsonNode claims =
          Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(first + 1, last)));
      if (clock.instant().getEpochSecond() >= claims.path("exp").asLong()) {
        return Optional.empty();
      }
      JsonNode kubernetes = claims.path("kubernetes.io");
      String namespace = kubernetes.path("namespace").asText();
      String name = kubernetes.path("serviceaccount").path("name").asText();
      String uid = kubernetes.path("serviceaccount").path("uid").asText();
      boolean alive =
          store
              .get(GroupResource.SERVICE_ACCOUNTS, Store.key(namespace, name))
              .map(account -> Json.uid(account.object()).equals(uid))
              .orElse(false);
      if (!alive) {
        return Optional.empty();
      }
      Map<String, List<String>> extra = new LinkedHashMap<>();
      extra.put(
          "authentication.kubernetes.io/credential-id",
          List.of("JTI=" + claims.path("jti").asText()));
      if (kubernetes.has("pod")) {
        extra.put(
            "authentication.kubernetes.io/pod-name",
            List.of(kubernetes.path("pod").path("name").asText()));
        extra.put(
            "authentication.kubernetes.io/pod-uid",
            List.of(kubernetes.path("pod").path("uid").asText()));
      }
      return Optional.of(Caller.serviceAccount(namespace, name, uid, extra));
    } catch (IllegalArgumentException | IOException _) {
      return Optional.empty(); // not a token of ours
    }
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
    }
  }
}
