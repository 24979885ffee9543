package com.ecoeco.auth;

import com.ecoeco.common.HttpError;
import com.ecoeco.common.HttpService;
import com.ecoeco.common.Request;
import com.ecoeco.common.Response;
import com.ecoeco.common.Routes;
import com.ecoeco.common.ServiceInfo;
import com.ecoeco.common.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// 앱 설치마다 토큰을 발급하고 검증한다.
///
/// It keeps nothing, so any number of replicas with the same key agree. Without a key it starts and
/// answers 503 for everything about tokens.
public final class AuthService {
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final Optional<Tokens> tokens;

  AuthService(Optional<Tokens> tokens) {
    this.tokens = tokens;
  }

  public static void main(String[] arguments) throws IOException {
    Settings settings = new Settings(System.getenv());
    Optional<Tokens> tokens =
        settings
            .text("JWT_KEY")
            .map(key ->
                new Tokens(key.getBytes(StandardCharsets.UTF_8), Clock.systemUTC(), LIFETIME));
    HttpService.run(
        ServiceInfo.of("auth", AuthService.class), settings, new AuthService(tokens).routes());
  }

  Routes routes() {
    return new Routes()
        .post("/api/v1/auth/tokens", this::issue)
        .post("/api/v1/auth/tokens/refresh", this::refresh)
        .get("/api/v1/auth/tokens/current", this::verify);
  }

  /// A token for the app on a device; the same device is always the same user.
  private Response issue(Request request) {
    return issued(tokens().subject(request.text("device", 200)));
  }

  private Response refresh(Request request) {
    return issued(claims(request).subject());
  }

  private Response verify(Request request) {
    Tokens.Claims claims = claims(request);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("user", claims.subject());
    answer.put("expires", claims.expires().toString());
    return Response.ok(answer);
  }

  private Response issued(String subject) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("token", tokens().issue(subject));
    answer.put("user", subject);
    answer.put("expiresInSeconds", LIFETIME.toSeconds());
    return Response.json(201, answer);
  }

  private Tokens.Claims claims(Request request) {
    String token =
        request.bearer().orElseThrow(() -> new HttpError(401, "Authorization: Bearer is missing"));
    return tokens()
        .verify(token)
        .orElseThrow(() -> new HttpError(401, "the token is not valid or has expired"));
  }

  private Tokens tokens() {
    return tokens.orElseThrow(() -> new HttpError(503, "JWT_KEY is not configured"));
  }
}
