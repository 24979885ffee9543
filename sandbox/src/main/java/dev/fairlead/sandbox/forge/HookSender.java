package dev.fairlead.sandbox.forge;

import dev.fairlead.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes one attempt to deliver an event, with the headers and signatures of GitHub. Safe for any
/// thread.
final class HookSender implements AutoCloseable {
  /// GitHub waits that long for an answer.
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// What is kept of an answer, in bytes.
  private static final int MAX_RESPONSE = 64 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Ids ids;
  private final Clock clock;

  HookSender(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  HookDelivery send(
      ForgeRepository repository,
      Webhook hook,
      String guid,
      String event,
      String action,
      String payload,
      boolean redelivery)
      throws InterruptedException {
    boolean form = hook.contentType().equals("form");
    String body = form ? "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8) : payload;
    Map<String, String> headers = headers(repository, hook, guid, event, body);
    headers.put("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json");
    Instant start = clock.instant();
    int code = 0;
    String status;
    Map<String, String> answerHeaders = new LinkedHashMap<>();
    String answer = "";
    try {
      var request =
          HttpRequest.newBuilder(URI.create(hook.url()))
              .timeout(TIMEOUT)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(request::header);
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream content = response.body()) {
        answer = new String(content.readNBytes(MAX_RESPONSE), StandardCharsets.UTF_8);
      }
      code = response.statusCode();
      response.headers().map().forEach((name, values) -> answerHeaders.put(name, values.get(0)));
      status = code >= 200 && code < 300 ? "OK" : "Invalid HTTP Response: " + code;
    } catch (HttpTimeoutException _) {
      status = "timed out";
    } catch (ConnectException _) {
      status = "failed to connect to host";
    } catch (IOException e) {
      status = "failed to deliver: " + e;
    } catch (IllegalArgumentException e) {
      status = "invalid URL: " + e.getMessage();
    }
    return new HookDelivery(
        ids.next(),
        guid,
        hook.id(),
        event,
        action,
        redelivery,
        start,
        Duration.between(start, clock.instant()),
        code,
        status,
        payload,
        headers,
        answerHeaders,
        answer);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private static Map<String, String> headers(
      ForgeRepository repository, Webhook hook, String guid, String event, String body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Accept", "*/*");
    headers.put("User-Agent", "GitHub-Hookshot/sandbox");
    headers.put("X-GitHub-Delivery", guid);
    headers.put("X-GitHub-Event", event);
    headers.put("X-GitHub-Hook-ID", Long.toString(hook.id()));
    headers.put("X-GitHub-Hook-Installation-Target-ID", Long.toString(repository.id()));
    headers.put("X-GitHub-Hook-Installation-Target-Type", "repository");
    if (hook.secret() != null) {
      headers.put("X-Hub-Signature", "sha1=" + hmac("HmacSHA1", hook.secret(), body));
      headers.put("X-Hub-Signature-256", "sha256=" + hmac("HmacSHA256", hook.secret(), body));
    }
    return headers;
  }

  private static String hmac(String algorithm, Secret key, String body) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), algorithm));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
