package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.CommandLine;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods with the images of databases: real ones, with the contract of the public images.
final class DatabasePodTest {
  private static final String POSTGRES =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s}
      spec:
        nodeName: node-1
        containers:
        - name: postgres
          image: postgres:16-alpine
          args: ["-c", "max_connections=30"]
          env:
          - {name: POSTGRES_USER, value: shop}
          - {name: POSTGRES_DB, value: orders}
          - {name: POSTGRES_PASSWORD_FILE, value: /secret/password}
          - {name: PGDATA, value: /var/lib/postgresql/data/pgdata}
          readinessProbe:
            periodSeconds: 1
            exec: {command: [sh, -c, 'pg_isready -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"']}
          volumeMounts:
          - {name: data, mountPath: /var/lib/postgresql/data}
          - {name: secret, mountPath: /secret}
          - {name: scripts, mountPath: /docker-entrypoint-initdb.d}
        securityContext: %s
        volumes:
        - {name: data, hostPath: {path: %s}}
        - {name: secret, secret: {secretName: database}}
        - {name: scripts, configMap: {name: scripts}}
      """;

  @TempDir static Path directory;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(CommandLine.has("psql"), "needs psql, to ask the databases");
    cluster = new TestCluster(directory, NodeAgentOptions.Isolation.BEST);
    cluster.seedBaseImages();
    cluster.create(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: database}
        stringData: {password: "s3 cret"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: scripts}
        data:
          1-tables.sql: |
            CREATE TABLE orders (id int PRIMARY KEY, what text);

            INSERT INTO orders VALUES (1, 'from a script; with a semicolon');
          2-more.sh: |
            echo "as $POSTGRES_USER" >/dev/null
            [ "$POSTGRES_DB" = orders ]
        """);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static boolean isReady(JsonNode pod) {
    return pod.path("status").path("containerStatuses").path(0).path("ready").asBoolean();
  }

  private static String ask(String pod, String statement) throws IOException {
    String address = cluster.get(GroupResource.PODS, pod).path("status").path("podIP").asText();
    var psql =
        new CommandLine(
            Files.createDirectories(directory.resolve("work")), Map.of("PGPASSWORD", "s3 cret"));
    return psql.run("psql", "-X", "-At", "-h", address, "-U", "shop", "orders", "-c", statement)
        .strip();
  }

  private static void delete(String pod) throws InterruptedException {
    cluster.objects().delete(GroupResource.PODS, "default", pod, DeleteOptions.DEFAULT);
    cluster.await(
        pod + " is gone",
        () ->
            cluster.objects().get(GroupResource.PODS, "default", pod).isEmpty()
                ? Optional.of(pod)
                : Optional.empty());
  }

  @Test
  void postgresKeepsItsDataOverPods() throws IOException, InterruptedException {
    Path data = Files.createDirectories(directory.resolve("data"));
    data.toFile().setWritable(true, false);
    cluster.create(
        POSTGRES.formatted("first", "{runAsUser: 70, runAsGroup: 70, runAsNonRoot: true}", data));
    cluster.await(GroupResource.PODS, "first", DatabasePodTest::isReady);
    assertThat(ask("first", "SELECT what FROM orders"))
        .isEqualTo("from a script; with a semicolon");
    assertThat(ask("first", "SHOW max_connections")).isEqualTo("30");
    assertThat(ask("first", "INSERT INTO orders VALUES (2, 'kept')")).isEqualTo("INSERT 0 1");
    delete("first");

    cluster.create(
        POSTGRES.formatted("second", "{runAsUser: 70, runAsGroup: 70, runAsNonRoot: true}", data));
    cluster.await(GroupResource.PODS, "second", DatabasePodTest::isReady);

    assertThat(ask("second", "SELECT what FROM orders WHERE id = 2")).isEqualTo("kept");
    assertThat(cluster.log("second", false))
        .contains("Skipping initialization")
        .doesNotContain("was interrupted") // the first was shut down, not killed
        .doesNotContain("not properly shut down");
    delete("second");
  }

  @Test
  void postgresStepsDownFromRootAndNeedsNoVolume() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: plain}
        spec:
          nodeName: node-2
          containers:
          - name: postgres
            image: docker.io/library/postgres:16
            env:
            - {name: POSTGRES_USER, value: shop}
            - {name: POSTGRES_DB, value: orders}
            - {name: POSTGRES_PASSWORD, value: s3 cret}
            readinessProbe:
              periodSeconds: 1
              exec: {command: [pg_isready]}
        """);
    cluster.await(GroupResource.PODS, "plain", DatabasePodTest::isReady);

    assertThat(ask("plain", "SELECT 6 * 7")).isEqualTo("42");
    delete("plain");
  }

  @Test
  void postgresWithoutAPasswordSaysWhatIsMissing() throws InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: bare}
        spec:
          nodeName: node-1
          restartPolicy: Never
          containers:
          - {name: postgres, image: "postgres:16"}
        """);
    cluster.await(
        GroupResource.PODS,
        "bare",
        pod -> pod.path("status").path("phase").asText().equals("Failed"));

    assertThat(cluster.log("bare", false)).contains("POSTGRES_PASSWORD is not set");
    delete("bare");
  }

  @Test
  void redisRunsWhereItIsInstalledAndElseAStandInSaysWhatToInstall() throws InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: cache}
        spec:
          nodeName: node-1
          securityContext: {runAsUser: 999, runAsGroup: 1000}
          containers:
          - name: redis
            image: redis:7-alpine
            args: [redis-server, --requirepass, $(PASSWORD)]
            env: [{name: PASSWORD, value: s3cret}]
            securityContext: {readOnlyRootFilesystem: true}
            readinessProbe:
              periodSeconds: 1
              exec: {command: [sh, -c, 'redis-cli -a "$PASSWORD" ping | grep PONG']}
        """);
    JsonNode pod = cluster.await(GroupResource.PODS, "cache", DatabasePodTest::isReady);

    if (CommandLine.has("redis-server")) {
      assertThat(cluster.log("cache", false)).contains("Ready to accept connections");
    } else {
      assertThat(pod.path("metadata").path("annotations").path(PodStatus.SIMULATED).asText())
          .contains("install the package redis-server");
      assertThat(cluster.log("cache", false))
          .contains("Simulated by the sandbox", "install the package redis-server");
    }
    delete("cache");
  }
}
