package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fabric8 client, whose informers watch over WebSocket.
class Fabric8Test {
  @TempDir Path directory;
  private ClusterFixture cluster;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
    Config config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(cluster.server().uri().toString())
            .withOauthToken(ClusterFixture.TOKEN)
            .withCaCertFile(cluster.authority().certificateFile().toString())
            .withNamespace("default")
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  private static ConfigMap settings(String mode) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("settings")
        .endMetadata()
        .addToData("mode", mode)
        .build();
  }

  @Test
  void anInformerSeesEveryChange() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (SharedIndexInformer<ConfigMap> _ =
        client.configMaps().inNamespace("default").inform(new Notes(seen))) {
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("add kube-root-ca.crt");
      client.resource(settings("blue")).serverSideApply();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("add settings");
      client.resource(settings("red")).serverSideApply();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("update settings");
      client.resource(settings("red")).delete();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("delete settings");
    }
  }

  @Test
  void anApplyThatChangesNothingIsNoWrite() {
    ConfigMap first = client.resource(settings("blue")).serverSideApply();
    ConfigMap again = client.resource(settings("blue")).serverSideApply();
    assertThat(again.getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
  }

  /// Writes down what an informer tells.
  private record Notes(BlockingQueue<String> seen) implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap map) {
      seen.add("add " + map.getMetadata().getName());
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      seen.add("update " + after.getMetadata().getName());
    }

    @Override
    public void onDelete(ConfigMap map, boolean unknown) {
      seen.add("delete " + map.getMetadata().getName());
    }
  }
}
