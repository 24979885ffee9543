package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/// A change of a raw manifest is synced by itself and rolled out.
final class PostgresResources implements Scenario {
  private static final String FILE = "k8s/database/postgres-deployment.yaml";
  private static final Pattern CPU_REQUEST = Pattern.compile("(requests:\\s*\\n\\s*cpu: )(\\S+)");

  @Override
  public int number() {
    return 4;
  }

  @Override
  public String title() {
    return "PostgreSQL resources";
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.leaveBranch();
    String former = requestOf(deployment(platform));
    String wanted = former.equals("750m") ? "600m" : "750m";
    String generation = podTemplateHash(platform);
    clone.edit(FILE, text -> CPU_REQUEST.matcher(text).replaceFirst("$1" + wanted));
    String _ = clone.commit("perf(postgres): request more CPU");
    ServerView.Delivered delivered = platform.deliver();

    JsonNode deployment = deployment(platform);
    Platform.expect(
        requestOf(deployment).equals(wanted),
        "the Deployment requests " + requestOf(deployment) + " CPU, expected " + wanted);
    String hash = podTemplateHash(platform);
    Platform.expect(!hash.equals(generation), "no new pod was rolled out");
    return new Report(
        List.of(
            "CPU request " + former + " -> " + wanted,
            "a new pod runs with it" + simulated(platform)),
        delivered.stages());
  }

  private static JsonNode deployment(Platform platform) {
    return platform.cluster().get("apps", "Deployment", Platform.DATA_NAMESPACE, "postgres");
  }

  private static String requestOf(JsonNode deployment) {
    return deployment
        .at("/spec/template/spec/containers/0/resources/requests/cpu")
        .asText("(none)");
  }

  private static String podTemplateHash(Platform platform) {
    return platform.cluster().list("", "Pod", Platform.DATA_NAMESPACE).stream()
        .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
        .filter(pod -> pod.at("/metadata/name").asText().startsWith("postgres-"))
        .filter(pod -> pod.at("/metadata/labels").has("pod-template-hash"))
        .map(pod -> pod.at("/metadata/labels/pod-template-hash").asText())
        .findFirst()
        .orElse("");
  }

  private static String simulated(Platform platform) {
    boolean standIn =
        platform.cluster().list("", "Pod", Platform.DATA_NAMESPACE).stream()
            .filter(pod -> pod.at("/metadata/name").asText().startsWith("postgres-"))
            .anyMatch(pod -> pod.at("/metadata/annotations").has("sandbox.fairlead.dev/simulated"));
    return standIn ? " (the database itself is ⟡ Simulated and not verified)" : "";
  }
}
