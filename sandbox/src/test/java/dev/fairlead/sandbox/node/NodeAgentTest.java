package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.controllers.Conditions;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods that are real programs, in namespaces of their own.
class NodeAgentTest {
  private static final String SERVER =
      """
      import http.server, os, signal, threading
      version = open("/app/version").read().strip()
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body = (version + " " + os.environ["HOSTNAME"]).encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *args):
              pass
      server = http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler)
      server.daemon_threads = False
      signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
      print("serving", flush=True)
      server.serve_forever()
      server.server_close()
      print("done", flush=True)
      """;

  @TempDir static Path directory;

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs /usr/bin/python3");
    cluster = new TestCluster(directory, NodeAgentOptions.Isolation.BEST);
    for (String version : List.of("1", "2")) {
      cluster.push(
          "shop/web",
          version,
          new TestTar().file("app/server.py", SERVER).file("app/version", version),
          Map.of("Entrypoint", List.of("python3", "-u", "/app/server.py")));
    }
    cluster.push("shop/box", "1", new TestTar().file("etc/marker", "here"), Map.of());
    cluster.push(
        "shop/java",
        "1",
        new TestTar()
            .file(
                "app/Hello.java", "void main() { IO.println(System.getProperty(\"java.home\")); }"),
        Map.of(
            "Entrypoint",
            List.of("java", "/app/Hello.java"),
            "Labels",
            Map.of(ContainerPlan.RUNTIME_LABEL, "java")));
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void assumeNamespaces() {
    assumeTrue(
        cluster.agent().isolation().equals("namespaces"),
        "needs root, to give Pods namespaces of their own");
  }

  private static boolean isRolledOut(JsonNode deployment) {
    JsonNode status = deployment.path("status");
    int replicas = deployment.path("spec").path("replicas").asInt();
    return status.path("observedGeneration").asLong()
            == deployment.path("metadata").path("generation").asLong()
        && status.path("updatedReplicas").asInt() == replicas
        && status.path("replicas").asInt() == replicas
        && status.path("availableReplicas").asInt() == replicas;
  }

  private static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setConnectTimeout(5000);
    connection.setReadTimeout(5000);
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void aRollingUpdateIsNotNoticedByClientsOfTheService() throws IOException, InterruptedException {
    assumeNamespaces();
    cluster.create(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: app
                image: ghcr.io/shop/web:1
                ports: [{name: http, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
                lifecycle: {preStop: {sleep: {seconds: 1}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
        """);
    cluster.await(GroupResource.DEPLOYMENTS, "web", NodeAgentTest::isRolledOut);
    String url =
        "http://"
            + cluster.get(GroupResource.SERVICES, "web").path("spec").path("clusterIP").asText()
            + "/";
    Set<String> pods = new TreeSet<>();
    cluster.await(
        "answers of both Pods",
        () -> {
          try {
            pods.add(get(url));
          } catch (IOException _) {
            // the proxy hears of the endpoints in a moment
          }
          return pods.size() == 2 ? Optional.of(pods) : Optional.empty();
        });
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean over = new AtomicBoolean();
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                try {
                  get(url);
                } catch (IOException e) {
                  failures.add(e.toString());
                }
              }
            });
    cluster
        .objects()
        .modify(
            GroupResource.DEPLOYMENTS,
            "default",
            "web",
            copy -> {
              ((ObjectNode) copy.at("/spec/template/spec/containers/0"))
                  .put("image", "ghcr.io/shop/web:2");
              return copy;
            });
    cluster.await(GroupResource.DEPLOYMENTS, "web", NodeAgentTest::isRolledOut);
    cluster.await(
        "the end of the old Pods",
        () ->
            cluster.objects().list(GroupResource.PODS, "default").stream()
                    .anyMatch(pod -> pod.at("/spec/containers/0/image").asText().endsWith("web:1"))
                ? Optional.empty()
                : Optional.of(true));
    over.set(true);
    client.join();
    assertThat(failures).isEmpty();
    assertThat(get(url)).startsWith("2 web-");
  }

  @Test
  void aJobSeesItsVolumesVariablesAndNames() throws IOException, InterruptedException {
    assumeNamespaces();
    cluster.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {mode: blue, other: red}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: back-end}
        spec: {selector: {app: none}, ports: [{port: 81}]}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: look}
        spec:
          template:
            spec:
              restartPolicy: Never
              initContainers:
              - name: init
                image: ghcr.io/shop/box:1
                command: [sh, -c, 'echo from-init > /work/file']
                volumeMounts: [{name: work, mountPath: /work}]
              containers:
              - name: main
                image: ghcr.io/shop/box:1
                command: [sh, -c]
                args:
                - |
                  cat /etc/marker; echo
                  cat /work/file /etc/settings/mode; echo
                  echo "$MODE $NODE $BACK_END_SERVICE_PORT" "$(MODE)"
                  getent hosts back-end.default.svc.cluster.local | wc -l
                  id -u
                env:
                - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                securityContext: {runAsUser: 1234}
                volumeMounts:
                - {name: work, mountPath: /work}
                - {name: settings, mountPath: /etc/settings}
              volumes:
              - {name: work, emptyDir: {}}
              - {name: settings, configMap: {name: settings}}
        """);
    ObjectNode job =
        cluster.await(
            GroupResource.JOBS, "look", j -> Conditions.isTrue(j.path("status"), "Complete"));
    assertThat(job.at("/status/succeeded").asInt()).isEqualTo(1);
    String pod =
        cluster.objects().list(GroupResource.PODS, "default").stream()
            .map(p -> p.at("/metadata/name").asText())
            .filter(name -> name.startsWith("look-"))
            .findFirst()
            .orElseThrow();
    String node = cluster.get(GroupResource.PODS, pod).at("/spec/nodeName").asText();
    assertThat(cluster.log(pod, false).lines())
        .containsExactly("here", "from-init", "blue", "blue " + node + " 81 blue", "1", "1234");
  }

  @Test
  void aNodeThatIsCreatedHasJoinedAndRunsPods() throws InterruptedException {
    ObjectNode node = Meta.object("v1", "Node");
    node.putObject("metadata").put("name", "late").putObject("labels").put("place", "late");
    ObjectNode status = node.putObject("status");
    status.putObject("capacity").put("cpu", "3").put("memory", "1Gi").put("pods", "7");
    status.putArray("addresses").addObject().put("type", "InternalIP").put("address", "10.9.8.7");
    cluster.objects().create(GroupResource.NODES, node);
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: on-late}
        spec:
          restartPolicy: Never
          nodeSelector: {place: late}
          containers: [{name: app, image: "ghcr.io/shop/box:1", command: [sh, -c, "true"]}]
        """);
    cluster.await(
        GroupResource.PODS, "on-late", p -> p.at("/status/phase").asText().equals("Succeeded"));
    ObjectNode joined = cluster.objects().get(GroupResource.NODES, null, "late").orElseThrow();
    assertThat(Conditions.isTrue(joined.path("status"), "Ready")).isTrue();
    assertThat(joined.at("/status/allocatable/cpu").asText()).isEqualTo("3");
    assertThat(joined.at("/status/addresses/0/address").asText()).isEqualTo("10.9.8.7");
    assertThat(cluster.objects().get(GroupResource.LEASES, "kube-node-lease", "late")).isPresent();

    cluster.objects().delete(GroupResource.NODES, null, "late", DeleteOptions.DEFAULT);
    cluster.await(
        "end of the lease of the node that left",
        () ->
            cluster.objects().get(GroupResource.LEASES, "kube-node-lease", "late").isEmpty()
                ? Optional.of("gone")
                : Optional.empty());
  }

  @Test
  void javaImagesRunOnTheJdkAtHand() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: java}
        spec: {restartPolicy: Never, containers: [{name: app, image: "ghcr.io/shop/java:1"}]}
        """);
    cluster.await(
        GroupResource.PODS, "java", p -> p.at("/status/phase").asText().equals("Succeeded"));
    assertThat(cluster.log("java", false))
        .contains(
            cluster.agent().isolation().equals("namespaces")
                ? "/opt/java/openjdk"
                : System.getProperty("java.home"));
  }

  @Test
  void aCrashingContainerIsStartedAgainWithLongerAndLongerPauses()
      throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: crash}
        spec: {containers: [{name: app, image: "ghcr.io/shop/box:1", command: [sh, -c, "echo run; exit 3"]}]}
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS,
            "crash",
            p ->
                p.at("/status/containerStatuses/0/state/waiting/reason")
                    .asText()
                    .equals("CrashLoopBackOff"));
    JsonNode status = pod.at("/status/containerStatuses/0");
    assertThat(status.path("restartCount").asInt()).isEqualTo(1);
    assertThat(status.at("/lastState/terminated/exitCode").asInt()).isEqualTo(3);
    assertThat(status.at("/lastState/terminated/reason").asText()).isEqualTo("Error");
    assertThat(status.at("/state/waiting/message").asText()).startsWith("back-off 10s restarting");
    assertThat(pod.at("/status/phase").asText()).isEqualTo("Running");
    assertThat(cluster.log("crash", true)).isEqualTo("run\n");
  }

  @Test
  void aFailingLivenessProbeRestartsTheContainer() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: live}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: app
            image: ghcr.io/shop/box:1
            command: [sleep, '1000']
            livenessProbe: {exec: {command: [sh, -c, 'exit 1']}, periodSeconds: 1, failureThreshold: 2}
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS,
            "live",
            p -> p.at("/status/containerStatuses/0/restartCount").asInt() >= 1);
    assertThat(pod.at("/status/containerStatuses/0/lastState/terminated/exitCode").asInt())
        .isEqualTo(143);
  }

  @Test
  void anImageThatMustExistIsWaitedFor() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: missing}
        spec: {containers: [{name: app, image: "ghcr.io/shop/nothing:1"}]}
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS,
            "missing",
            p ->
                p.at("/status/containerStatuses/0/state/waiting/reason")
                    .asText()
                    .equals("ImagePullBackOff"));
    assertThat(pod.at("/status/phase").asText()).isEqualTo("Pending");
    assertThat(pod.at("/status/containerStatuses/0/state/waiting/message").asText())
        .contains("ErrImagePull")
        .contains("not found");
  }

  @Test
  void anImageThatCannotBeHadGetsAStandInThatSaysSo() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: database}
        spec:
          containers:
          - name: app
            image: postgres:16
            readinessProbe: {exec: {command: [pg_isready]}}
            ports: [{containerPort: 5432}]
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS, "database", p -> Conditions.isTrue(p.path("status"), "Ready"));
    assertThat(pod.at("/metadata/annotations/sandbox.fairlead.dev~1simulated").asText())
        .startsWith("postgres:16: ");
    assertThat(Conditions.isTrue(pod.path("status"), PodStatus.SIMULATED)).isTrue();
    try (var socket = new java.net.Socket(pod.at("/status/podIP").asText(), 5432)) {
      assertThat(socket.getInputStream().read()).as("closed at once").isEqualTo(-1);
    }
  }

  @Test
  void aMissingConfigMapIsNamedAndTheContainerStartsWhenItComes()
      throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: config}
        spec:
          restartPolicy: Never
          containers:
          - name: app
            image: ghcr.io/shop/box:1
            command: [sh, -c, 'echo $VALUE']
            env: [{name: VALUE, valueFrom: {configMapKeyRef: {name: late, key: value}}}]
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS,
            "config",
            p ->
                p.at("/status/containerStatuses/0/state/waiting/reason")
                    .asText()
                    .equals("CreateContainerConfigError"));
    assertThat(pod.at("/status/containerStatuses/0/state/waiting/message").asText())
        .isEqualTo("configmap \"late\" not found");
    cluster.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: late}
        data: {value: came}
        """);
    cluster.await(
        GroupResource.PODS, "config", p -> p.at("/status/phase").asText().equals("Succeeded"));
    assertThat(cluster.log("config", false)).isEqualTo("came\n");
  }

  @Test
  void deletingAPodEndsAllItsProcesses() throws IOException, InterruptedException {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: tree}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: app
            image: ghcr.io/shop/box:1
            command: [sh, -c, 'setsid sleep 1000 & trap "" TERM; echo up; sleep 1000']
        """);
    ObjectNode pod =
        cluster.await(
            GroupResource.PODS, "tree", p -> p.at("/status/phase").asText().equals("Running"));
    String cookie =
        ProcessTree.cookie(
            directory.resolve("node").toRealPath(), pod.at("/metadata/uid").asText() + "/");
    cluster.await(
        "its processes",
        () -> ProcessTree.find(cookie).size() >= 3 ? Optional.of(true) : Optional.empty());
    cluster.objects().delete(GroupResource.PODS, "default", "tree", DeleteOptions.DEFAULT);
    cluster.await(
        "the Pod's end",
        () ->
            cluster.objects().get(GroupResource.PODS, "default", "tree").isPresent()
                ? Optional.empty()
                : Optional.of(true));
    assertThat(ProcessTree.find(cookie)).isEmpty();
  }
}
