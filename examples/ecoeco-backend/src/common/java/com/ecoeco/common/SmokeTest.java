package com.ecoeco.common;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// 배포가 끝난 뒤(PostSync) 모든 서비스가 정말로 응답하는지 확인한다.
///
/// A program of its own inside every service image, so that the check needs no image with curl.
/// Arguments: `NAME=URL=VERSION` for each service. A host that Kubernetes has put into the
/// environment (`<HOST>_SERVICE_HOST`) is reached at that address, others through DNS. It waits
/// until each one is healthy, is the service that it should be and has that version, at most
/// `SMOKE_SECONDS` (default 60) in all. Exit status 1 names those that are not.
public final class SmokeTest {
  record Target(String name, URI url, String version) {
    static Target parse(String argument, Settings settings) {
      String[] parts = argument.split("=");
      if (parts.length != 3) {
        throw new IllegalArgumentException("expected NAME=URL=VERSION, but found " + argument);
      }
      URI url = URI.create(parts[1]);
      String variable = url.getHost().toUpperCase(Locale.ROOT).replace('-', '_') + "_SERVICE_HOST";
      return new Target(
          parts[0],
          settings
              .text(variable)
              .map(host -> URI.create("http://" + host + ":" + url.getPort()))
              .orElse(url),
          parts[2]);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  public static void main(String[] arguments) throws InterruptedException {
    Settings settings = new Settings(System.getenv());
    List<Target> targets = new ArrayList<>();
    for (String argument : arguments) {
      targets.add(Target.parse(argument, settings));
    }
    Duration patience = Duration.ofSeconds(settings.number("SMOKE_SECONDS", 60));
    List<String> failures = new SmokeTest().check(targets, patience);
    failures.forEach(System.err::println);
    System.out.println(
        targets.size() - failures.size() + " of " + targets.size() + " services are as deployed");
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  /// What is wrong, one line each; empty where all is well.
  List<String> check(List<Target> targets, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> failures = new ArrayList<>();
    for (Target target : targets) {
      String failure = problem(target);
      while (!failure.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(500);
        failure = problem(target);
      }
      if (!failure.isEmpty()) {
        failures.add(target.name() + " at " + target.url() + ": " + failure);
      }
    }
    return failures;
  }

  private String problem(Target target) throws InterruptedException {
    try {
      for (String path : List.of("/health", "/ready")) {
        int status = get(target, path).statusCode();
        if (status != 200) {
          return path + " answers " + status;
        }
      }
      String body = get(target, "/version").body();
      if (!(Json.parse(body) instanceof Map<?, ?> version)
          || !target.name().equals(version.get("service"))
          || !target.version().equals(version.get("version"))) {
        return "expected version " + target.version() + ", but /version answers " + body;
      }
      return "";
    } catch (IOException | IllegalArgumentException e) {
      return e.toString();
    }
  }

  private HttpResponse<String> get(Target target, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(target.url().resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
