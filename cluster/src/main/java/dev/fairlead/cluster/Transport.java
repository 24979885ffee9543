package dev.fairlead.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Requests and answers over fabric8's HTTP client, which brings authentication, TLS and proxies.
/// fabric8's own retries are off: it repeats any 5xx, and a bad manifest answers 500.
final class Transport implements AutoCloseable {
  /// A list of a full page on a busy server takes seconds; more than this is a hung connection.
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /// Attempts of one request, the first included.
  private static final int ATTEMPTS = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String base;

  Transport(HttpClient http, String masterUrl) {
    this.http = http;
    this.base =
        masterUrl.endsWith("/") ? masterUrl.substring(0, masterUrl.length() - 1) : masterUrl;
  }

  String base() {
    return base;
  }

  /// What is sent.
  ///
  /// @param accept value of the `Accept` header
  /// @param repeatable whether sending it twice does no harm
  record Call(
      String method,
      String path,
      String accept,
      @Nullable String contentType,
      @Nullable String body,
      boolean repeatable) {
    static Call get(String path) {
      return new Call("GET", path, "application/json", null, null, true);
    }
  }

  ObjectNode json(Call call) {
    String text = text(call);
    try {
      JsonNode node = JSON.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw ClusterException.unreachable(
          call.method() + " " + base + call.path() + ": the answer is no JSON: " + excerpt(text),
          e);
    }
    throw new ClusterException(
        0,
        "Unreachable",
        call.method() + " " + base + call.path() + ": expected an object, got " + excerpt(text),
        MissingNode.getInstance());
  }

  String text(Call call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return new String(once(call), StandardCharsets.UTF_8);
      } catch (ClusterException e) {
        // 429 and a refused connection were never processed, so even a write may go again.
        boolean neverProcessed = e.code() == 429 || hasCause(e, ConnectException.class);
        if (attempt == ATTEMPTS || !(neverProcessed || (call.repeatable() && e.isTransient()))) {
          throw e;
        }
        pause(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)), e);
      }
    }
  }

  private byte[] once(Call call) {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(request(call, ANSWER_TIMEOUT).build(), byte[].class);
    HttpResponse<byte[]> response = await(pending, call, ANSWER_TIMEOUT);
    byte[] body = response.body() == null ? new byte[0] : response.body();
    if (!response.isSuccessful()) {
      throw failure(call, response.code(), new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  /// Starts a streaming request; returns when the server has accepted it.
  AsyncBody stream(Call call, AsyncBody.Consumer<java.util.List<java.nio.ByteBuffer>> consumer) {
    HttpRequest request = request(call, ANSWER_TIMEOUT).forStreaming().build();
    HttpResponse<AsyncBody> response =
        await(http.consumeBytes(request, consumer), call, ANSWER_TIMEOUT);
    if (!response.isSuccessful()) {
      response.body().cancel();
      throw failure(call, response.code(), "");
    }
    return response.body();
  }

  private HttpRequest.Builder request(Call call, Duration timeout) {
    HttpRequest.Builder builder =
        http.newHttpRequestBuilder()
            .uri(base + call.path())
            .header("Accept", call.accept())
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    String contentType = call.contentType();
    String body = call.body();
    return contentType == null || body == null
        ? builder
        : builder.method(call.method(), contentType, body);
  }

  private <T> T await(CompletableFuture<T> pending, Call call, Duration timeout) {
    String what = call.method() + " " + base + call.path() + ": ";
    try {
      return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pending.cancel(true);
      throw ClusterException.unreachable(what + "interrupted", e);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw ClusterException.unreachable(
          what + "no answer within " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw ClusterException.unreachable(what + reasonOf(cause), cause);
    }
  }

  private static String reasonOf(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException) {
        return "connection refused; is the API server running?";
      }
      if (t.getCause() == null || (t instanceof IOException && t.getMessage() != null)) {
        return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
      }
    }
    return failure.toString();
  }

  static ClusterException failure(Call call, int code, String body) {
    try {
      JsonNode status = JSON.readTree(body);
      if (status != null && status.path("kind").asText().equals("Status")) {
        return ofStatus(status);
      }
    } catch (JsonProcessingException _) {
      // Not every refusal comes with a Status: proxies and unknown paths answer text.
    }
    String text = body.isBlank() ? "HTTP " + code : excerpt(body);
    return new ClusterException(
        code, "", call.method() + " " + call.path() + ": " + text, MissingNode.getInstance());
  }

  static ClusterException ofStatus(JsonNode status) {
    return new ClusterException(
        status.path("code").asInt(500),
        status.path("reason").asText(""),
        status.path("message").asText("no message"),
        status.path("details"));
  }

  private static String excerpt(String text) {
    String line = text.strip();
    return line.length() > 300 ? line.substring(0, 300) + ".." : line;
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static void pause(Duration duration, ClusterException otherwise) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      otherwise.addSuppressed(e);
      throw otherwise;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
