package com.ecoeco.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServiceTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpService service;

  @BeforeEach
  void start() throws IOException {
    service =
        HttpService.start(
            new ServiceInfo("sample", "1.2.3"),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Map.of(),
            new Routes()
                .get("/items/{id}", request -> Response.ok(Map.of("id", request.path("id"))))
                .post("/items", request -> Response.json(201, request.object())));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void answersWhatThePlatformAsksEveryService() throws Exception {
    assertEquals(200, get("/health").statusCode());
    assertEquals(200, get("/ready").statusCode());
    assertEquals("{\"service\":\"sample\",\"version\":\"1.2.3\"}", get("/version").body());
    assertTrue(
        get("/metrics").body().contains("{method=\"GET\",route=\"/version\",status=\"200\"} 1\n"));
  }

  @Test
  void tellsWrongPathWrongMethodAndWrongBodyApart() throws Exception {
    assertEquals("{\"id\":\"7\"}", get("/items/7").body());
    assertEquals(404, get("/nowhere").statusCode());
    assertEquals(405, get("/items").statusCode());
    assertEquals(400, post("/items", "{\"open\":").statusCode());
    assertEquals(201, post("/items", "{\"이름\":\"페트병\"}").statusCode());
  }

  @Test
  void drainsWithoutRefusingARequest() throws Exception {
    assertTrue(get("/version").headers().firstValue("Connection").isEmpty());
    Thread drain = Thread.ofVirtual().start(() -> service.drain(Duration.ofSeconds(1)));
    HttpResponse<String> ready = get("/ready");
    while (ready.statusCode() == 200) {
      ready = get("/ready");
    }
    assertEquals(503, ready.statusCode());
    HttpResponse<String> late = get("/version");
    assertEquals(200, late.statusCode());
    assertEquals(List.of("close"), late.headers().allValues("Connection"));
    drain.join();
  }

  @Test
  void smokeTestNamesTheServiceWithAnotherVersion() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + service.address().getPort());
    var smoke = new SmokeTest();
    var right = new SmokeTest.Target("sample", url, "1.2.3");
    var wrong = new SmokeTest.Target("sample", url, "1.2.4");
    assertEquals(List.of(), smoke.check(List.of(right), Duration.ZERO));
    assertTrue(
        smoke.check(List.of(right, wrong), Duration.ZERO).getFirst().contains("expected version"));
  }

  @Test
  void smokeTestPrefersTheAddressThatKubernetesGives() {
    Settings settings = new Settings(Map.of("AUTH_SERVICE_HOST", "10.0.0.7"));
    assertEquals(
        URI.create("http://10.0.0.7:8000"),
        SmokeTest.Target.parse("auth=http://auth:8000=1.0.0", settings).url());
    assertEquals(
        URI.create("http://chat:8000"),
        SmokeTest.Target.parse("chat=http://chat:8000=1.0.0", settings).url());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.address().getPort() + path);
  }
}
