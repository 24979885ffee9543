package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The cluster through its own API, as kubectl would see it.
final class ClusterView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String MANAGER = "demo";

  private final ClusterClient client;

  ClusterView(ClusterClient client) {
    this.client = client;
  }

  ObjectNode get(String group, String kind, String namespace, String name) {
    return client
        .get(type(group, kind), namespace, name)
        .orElseThrow(() ->
            new DemoException("no " + kind + " " + namespace + "/" + name + " in the cluster"));
  }

  List<ObjectNode> list(String group, String kind, String namespace) {
    return client
        .list(type(group, kind), ClusterClient.ListOptions.ALL.inNamespace(namespace))
        .items();
  }

  /// Waits until an object is as wanted.
  ObjectNode await(
      String group,
      String kind,
      String namespace,
      String name,
      Duration patience,
      String expectation,
      Predicate<JsonNode> wanted)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      ObjectNode object = get(group, kind, namespace, name);
      if (wanted.test(object)) {
        return object;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            kind
                + " "
                + name
                + ": expected "
                + expectation
                + " within "
                + patience.toSeconds()
                + " s");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  void patch(String group, String kind, String namespace, String name, String mergePatch) {
    try {
      ObjectNode _ =
          client.patch(
              type(group, kind),
              namespace,
              name,
              ClusterClient.PatchType.MERGE,
              JSON.readTree(mergePatch),
              ClusterClient.WriteOptions.DEFAULT.withManager(MANAGER));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(mergePatch, e);
    }
  }

  /// Makes a Secret and the namespace it lives in, as the platform team does once.
  void createSecret(String namespace, String name, Map<String, String> data) {
    ObjectNode ns = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
    ns.putObject("metadata").put("name", namespace);
    ObjectNode secret = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Secret");
    secret.putObject("metadata").put("name", name).put("namespace", namespace);
    ObjectNode content = secret.putObject("stringData");
    data.forEach(content::put);
    var options = ClusterClient.WriteOptions.DEFAULT.withManager(MANAGER);
    ObjectNode _ = client.apply(type("", "Namespace"), ns, options);
    ObjectNode _ = client.apply(type("", "Secret"), secret, options);
  }

  private ApiResource type(String group, String kind) {
    return client
        .discovery()
        .find(group, kind)
        .or(() -> client.rediscover().find(group, kind))
        .orElseThrow(() -> new DemoException("the cluster does not serve " + kind));
  }
}
