package dev.fairlead.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterClient.DeleteOptions;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveCacheTest {
  private final MemoryCluster cluster = new MemoryCluster(Clock.systemUTC());
  private final LiveCache cache =
      new LiveCache(
          cluster,
          type -> !type.kind().equals("Event"),
          object -> object.at("/metadata/labels/app").asText(""));

  @BeforeEach
  void start() {
    put("Namespace", "", "n", "", "");
    put("ConfigMap", "n", "before", "shop", "");
    assertThat(cache.start(Duration.ofSeconds(20))).isTrue();
  }

  @AfterEach
  void close() {
    cache.close();
    cluster.close();
  }

  private ObjectNode put(String kind, String namespace, String name, String app, String owner) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    if (!app.isEmpty()) {
      metadata.putObject("labels").put("app", app);
    }
    if (!owner.isEmpty()) {
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "v1")
          .put("kind", "ConfigMap")
          .put("name", "o")
          .put("uid", owner);
    }
    ApiResource type = cluster.discovery().find("", kind).orElseThrow();
    return cluster.create(type, object, WriteOptions.DEFAULT);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static ResourceKey key(String name) {
    return new ResourceKey("", "ConfigMap", "n", name);
  }

  @Test
  void knowsWhatWasThereAndWhatComesAndGoes() {
    assertThat(cache.find(key("before"))).isPresent();
    put("ConfigMap", "n", "later", "shop", "");
    await(() -> cache.find(key("later")).isPresent());
    assertThat(cache.inGroup("shop"))
        .extracting(LiveObject::key)
        .containsExactly(key("before"), key("later"));

    cluster.delete(
        cluster.discovery().find("", "ConfigMap").orElseThrow(),
        "n",
        "before",
        DeleteOptions.BACKGROUND);

    await(() -> cache.find(key("before")).isEmpty());
    assertThat(cache.inGroup("shop")).extracting(LiveObject::key).containsExactly(key("later"));
  }

  @Test
  void findsChildrenByTheUidOfTheirOwner() {
    String uid = put("ConfigMap", "n", "owner", "", "").at("/metadata/uid").asText();
    put("ConfigMap", "n", "child", "", uid);

    await(() -> !cache.ownedBy(uid).isEmpty());

    assertThat(cache.ownedBy(uid)).extracting(LiveObject::key).containsExactly(key("child"));
  }

  @Test
  void listsAgainWhenTheServerHasForgotten() {
    cluster.breakWatches(
        new ClusterException(410, "Expired", "too old", MissingNode.getInstance()));
    put("ConfigMap", "n", "meanwhile", "", "");

    await(() -> cache.find(key("meanwhile")).isPresent());
  }

  @Test
  void anAnswerToAnEarlierWriteDoesNotBringADeletedObjectBack() {
    ObjectNode answer = put("ConfigMap", "n", "short", "", "");
    await(() -> cache.find(key("short")).isPresent());
    cluster.delete(
        cluster.discovery().find("", "ConfigMap").orElseThrow(),
        "n",
        "short",
        DeleteOptions.BACKGROUND);
    await(() -> cache.find(key("short")).isEmpty());

    cache.observed(answer);

    assertThat(cache.find(key("short"))).isEmpty();
  }
}
