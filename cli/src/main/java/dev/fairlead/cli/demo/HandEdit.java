package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Somebody edits a Deployment in the cluster: it is seen, healed and journalled.
final class HandEdit implements Scenario {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEPLOYMENT = "info";

  @Override
  public int number() {
    return 8;
  }

  @Override
  public String title() {
    return "drift";
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    JsonNode former = deployment(platform);
    int wanted = replicas(former);
    // The edit is one step of the spec, the healing another.
    long healedGeneration = generation(former) + 2;
    Instant start = Instant.now();
    platform
        .cluster()
        .patch(
            "apps",
            "Deployment",
            Platform.NAMESPACE,
            DEPLOYMENT,
            "{\"spec\":{\"replicas\":" + (wanted + 1) + "}}");
    JsonNode healed =
        platform
            .cluster()
            .await(
                "apps",
                "Deployment",
                Platform.NAMESPACE,
                DEPLOYMENT,
                PATIENCE,
                wanted + " replicas again",
                object ->
                    replicas(object) == wanted
                        && object.at("/status/readyReplicas").asInt() == wanted
                        && generation(object) >= healedGeneration);
    Duration took = Duration.between(start, Instant.now());
    String entry = awaitJournal(platform, start);
    return new Report(
        List.of(
            "replicas " + (wanted + 1) + " -> " + replicas(healed) + " healed",
            "journalled: " + entry),
        List.of("seen and healed in %.1f s".formatted(took.toMillis() / 1000.0)));
  }

  private static String awaitJournal(Platform platform, Instant since) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      for (JsonNode entry : platform.server().journal()) {
        boolean fresh = !Instant.parse(entry.path("at").asText()).isBefore(since);
        String outcome = entry.path("outcome").asText();
        if (fresh
            && entry.path("action").asText().equals("drift")
            && outcome.contains(DEPLOYMENT)) {
          return outcome.length() > 120 ? outcome.substring(0, 119) + "…" : outcome;
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new DemoException("the drift of Deployment " + DEPLOYMENT + " is not in the journal");
  }

  private static JsonNode deployment(Platform platform) {
    return platform.cluster().get("apps", "Deployment", Platform.NAMESPACE, DEPLOYMENT);
  }

  private static int replicas(JsonNode deployment) {
    return deployment.at("/spec/replicas").asInt();
  }

  private static long generation(JsonNode deployment) {
    return deployment.at("/metadata/generation").asLong();
  }
}
