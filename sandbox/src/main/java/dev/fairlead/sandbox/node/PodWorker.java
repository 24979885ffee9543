package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import dev.fairlead.sandbox.cluster.controllers.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one Pod: what kubelet's pod worker does. Everything that happens to the Pod (a change of
/// the object, an ended process, a probe's verdict, a pulled image) is a task in the inbox; one
/// virtual thread takes the tasks in turn, and after each brings containers and status to where
/// they should be. State is confined to that thread.
final class PodWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);

  /// How soon a missing ConfigMap, Secret or claim is looked for again.
  private static final Duration CONFIG_RETRY = Duration.ofSeconds(2);

  /// How soon mounted objects are looked at again; kubelet takes about a minute.
  private static final Duration VOLUME_REFRESH = Duration.ofSeconds(10);

  private final NodeContext context;
  private final String uid;
  private final Path directory;
  private final List<Container> containers = new ArrayList<>();
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  private ObjectNode pod;
  private Instant wakeAt = Instant.MAX;
  private PodNetwork.@Nullable Attachment network;
  private String podIp = "";
  private Map<String, Path> volumes = Map.of();
  private boolean volumesReady;
  private String volumesProblem = "";
  private Instant volumesRetry = Instant.EPOCH;
  private final Instant startTime;
  private boolean terminating;
  private @Nullable String failedReason;
  private String failedMessage = "";
  private boolean gone;

  PodWorker(NodeContext context, ObjectNode pod) {
    this.context = context;
    this.pod = pod;
    this.uid = Meta.uid(pod);
    this.directory = context.directory().resolve("pods").resolve(uid);
    this.startTime =
        Meta.instant(pod.path("status").path("startTime")).orElse(context.clock().instant());
    boolean hasInit = !pod.path("spec").path("initContainers").isEmpty();
    for (JsonNode spec : pod.path("spec").path("initContainers")) {
      boolean sidecar = spec.path("restartPolicy").asText("").equals("Always");
      add(spec, sidecar ? Container.Kind.SIDECAR : Container.Kind.INIT, true);
    }
    for (JsonNode spec : pod.path("spec").path("containers")) {
      add(spec, Container.Kind.REGULAR, hasInit);
    }
  }

  private void add(JsonNode spec, Container.Kind kind, boolean afterInit) {
    Container container = new Container(spec, kind, afterInit);
    new FormerStatus(pod, context.clock().instant()).restore(container);
    containers.add(container);
  }

  void start() {
    Thread.ofVirtual().name("pod-" + Meta.name(pod)).start(this::run);
  }

  /// The Pod's object has changed.
  void changed(ObjectNode now) {
    post(() -> pod = now);
  }

  /// The Pod's object is gone: nothing of it may go on.
  void removed() {
    post(() -> {
      gone = true;
      if (!terminating) {
        terminate(0);
      }
    });
  }

  /// Ends the Pod because the agent ends; the object stays as it is.
  void shutDown() {
    removed();
  }

  /// Waits until no process is left.
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return finished.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Names of Services have changed.
  void namesChanged() {
    post(this::writeHosts);
  }

  ObjectNode pod() {
    return pod;
  }

  /// The log of a container's latest or previous run.
  @Nullable ContainerLog log(String container, boolean previous) {
    for (Container c : containers) {
      if (c.name().equals(container)) {
        return c.log(previous);
      }
    }
    return null;
  }

  /// The state of a container, for messages.
  String waitingReason(String container) {
    for (Container c : containers) {
      if (c.name().equals(container) && c.state instanceof Container.State.Waiting waiting) {
        return waiting.reason();
      }
    }
    return "";
  }

  private void post(Runnable task) {
    inbox.add(task);
  }

  private void run() {
    try {
      while (finished.getCount() > 0) {
        step();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws InterruptedException {
    try {
      wakeAt = Instant.MAX;
      sync();
    } catch (ApiException | IOException e) {
      LOG.warn("Pod {}: {}", Meta.name(pod), e.toString());
      wake(context.clock().instant().plus(CONFIG_RETRY));
    }
    Runnable task;
    if (wakeAt.equals(Instant.MAX)) {
      task = inbox.take();
    } else {
      long millis = Duration.between(context.clock().instant(), wakeAt).toMillis() + 1;
      task = inbox.poll(Math.max(1, millis), TimeUnit.MILLISECONDS);
    }
    while (task != null) {
      task.run();
      task = inbox.poll();
    }
  }

  private void wake(Instant at) {
    if (at.isBefore(wakeAt)) {
      wakeAt = at;
    }
  }

  // --- what should be ---------------------------------------------------------------------------

  private void sync() throws IOException {
    if (terminating) {
      return;
    }
    if (Meta.isDeleting(pod)) {
      terminate(pod.path("metadata").path("deletionGracePeriodSeconds").asLong(30));
      return;
    }
    if (failedReason == null && !isOver()) {
      checkDeadline();
    }
    if (failedReason == null && !isOver() && prepare()) {
      startContainers();
    }
    writeStatus();
    if (isOver() && containers.stream().anyMatch(Container::isRunning)) {
      // sidecars end with the others
      stopAll(pod.path("spec").path("terminationGracePeriodSeconds").asLong(30), () -> {});
    }
  }

  /// Whether every regular container has ended for good, or an init container failed for good.
  private boolean isOver() {
    return failedReason != null
        || PodStatus.isFinal(PodStatus.phase(containers, restartPolicy(), false));
  }

  private String restartPolicy() {
    return pod.path("spec").path("restartPolicy").asText("Always");
  }

  private void checkDeadline() {
    long seconds = pod.path("spec").path("activeDeadlineSeconds").asLong(0);
    if (seconds <= 0) {
      return;
    }
    Instant end = startTime.plusSeconds(seconds);
    if (context.clock().instant().isBefore(end)) {
      wake(end);
      return;
    }
    failedReason = "DeadlineExceeded";
    failedMessage = "Pod was active on the node longer than the specified deadline";
    event("Normal", "DeadlineExceeded", failedMessage);
    stopAll(pod.path("spec").path("terminationGracePeriodSeconds").asLong(30), () -> {});
  }

  /// Network, volumes and files of the Pod; false if they are not there yet.
  private boolean prepare() throws IOException {
    if (network == null) {
      network = context.network().attach();
      podIp = network.address();
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("hostname"), hostname() + "\n");
      Files.writeString(directory.resolve("resolv.conf"), resolvConf());
      writeHosts();
    }
    Instant now = context.clock().instant();
    if (now.isBefore(volumesRetry)) {
      wake(volumesRetry);
      return volumesReady;
    }
    PodVolumes all =
        new PodVolumes(
            context.objects(),
            context.tokens(),
            directory.resolve("volumes"),
            context.directory().resolve("claims"));
    try {
      volumes = all.prepare(fields());
      volumesReady = true;
      if (!pod.path("spec").path("volumes").isEmpty()) {
        volumesRetry = now.plus(VOLUME_REFRESH);
        wake(volumesRetry);
      }
    } catch (ConfigException e) {
      volumesRetry = now.plus(volumesReady ? VOLUME_REFRESH : CONFIG_RETRY);
      wake(volumesRetry);
      if (!volumesReady && !volumesProblem.equals(e.text())) {
        volumesProblem = e.text();
        event("Warning", "FailedMount", e.text());
      }
    }
    return volumesReady;
  }

  private String hostname() {
    String name = pod.path("spec").path("hostname").asText(Meta.name(pod));
    return name.length() > 63 ? name.substring(0, 63) : name;
  }

  private String resolvConf() {
    return "search %1$s.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"
        .formatted(Meta.namespace(pod));
  }

  private void writeHosts() {
    if (network == null || finished.getCount() == 0) {
      return;
    }
    try {
      context.hostNames().write(directory.resolve("hosts"), pod, podIp);
    } catch (IOException e) {
      LOG.warn("cannot write the hosts file of Pod {}", Meta.name(pod), e);
    }
  }

  private PodFields fields() {
    JsonNode allocatable =
        context
            .objects()
            .get(GroupResource.NODES, null, Pods.node(pod))
            .map(node -> node.path("status").path("allocatable"))
            .orElse(pod.path("none"));
    return new PodFields(pod, podIp, context.hostIp(), allocatable);
  }

  private void startContainers() throws IOException {
    for (Container container : containers) {
      switch (container.kind()) {
        case INIT -> {
          Integer code = container.exitCode();
          if (code != null && code == 0) {
            continue;
          }
          ensure(container);
          if (code != null && !container.restartsAfter(code, restartPolicy())) {
            return;
          }
          return;
        }
        case SIDECAR -> {
          ensure(container);
          if (!container.isRunning() || !container.started) {
            return;
          }
        }
        case REGULAR -> ensure(container);
      }
    }
  }

  private void ensure(Container container) throws IOException {
    if (container.pulling) {
      return;
    }
    Instant now = context.clock().instant();
    switch (container.state) {
      case Container.State.Running _ -> {}
      case Container.State.Terminated ended -> {
        if (!container.restartsAfter(ended.exitCode(), restartPolicy())) {
          return;
        }
        container.lastState = ended;
        if (now.isBefore(container.notBefore)) {
          long seconds = Duration.between(ended.finishedAt(), container.notBefore).toSeconds();
          String message =
              "back-off %s restarting failed container=%s pod=%s_%s(%s)"
                  .formatted(
                      duration(seconds),
                      container.name(),
                      Meta.name(pod),
                      Meta.namespace(pod),
                      uid);
          container.waits("CrashLoopBackOff", message);
          containerEvent(
              container,
              "Warning",
              "BackOff",
              "Back-off restarting failed container %s in pod %s_%s(%s)"
                  .formatted(container.name(), Meta.name(pod), Meta.namespace(pod), uid));
          wake(container.notBefore);
          return;
        }
        container.restartCount++;
        begin(container);
      }
      case Container.State.Waiting waiting -> {
        if (now.isBefore(container.notBefore)) {
          wake(container.notBefore);
          return;
        }
        if (waiting.reason().equals("CrashLoopBackOff")) {
          container.restartCount++;
        }
        begin(container);
      }
    }
  }

  private static String duration(long seconds) {
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  // --- starting ---------------------------------------------------------------------------------

  private void begin(Container container) throws IOException {
    if (container.simulated != null) {
      standIn(container);
      return;
    }
    String text = Expansion.expand(container.spec().path("image").asText());
    ImageName name;
    try {
      name = ImageName.parse(text);
    } catch (IllegalArgumentException e) {
      container.waits("InvalidImageName", String.valueOf(e.getMessage()));
      containerEvent(container, "Warning", "Failed", "Error: InvalidImageName");
      container.notBefore = Instant.MAX;
      return;
    }
    String policy = container.spec().path("imagePullPolicy").asText("IfNotPresent");
    Optional<Image> present = context.images().present(name);
    if (present.isPresent() && !policy.equals("Always")) {
      containerEvent(
          container,
          "Normal",
          "Pulled",
          "Container image \"" + text + "\" already present on machine");
      container.image = present.get();
      launch(container, present.get());
      return;
    }
    if (policy.equals("Never")) {
      container.waits(
          "ErrImageNeverPull",
          "Container image \"" + text + "\" is not present with pull policy of Never");
      container.notBefore = context.clock().instant().plus(CONFIG_RETRY);
      wake(container.notBefore);
      return;
    }
    container.pulling = true;
    containerEvent(container, "Normal", "Pulling", "Pulling image \"" + text + "\"");
    Thread.ofVirtual().name("pull-" + name).start(() -> pull(container, name, text));
  }

  private void pull(Container container, ImageName name, String text) {
    Instant begun = context.clock().instant();
    try {
      Image image = context.images().pull(name);
      long millis = Duration.between(begun, context.clock().instant()).toMillis();
      post(() -> {
        container.pulling = false;
        container.pullBackoff = Duration.ZERO;
        container.image = image;
        containerEvent(
            container,
            "Normal",
            "Pulled",
            "Successfully pulled image \"%s\" in %dms (%dms including waiting). Image size: %d bytes."
                .formatted(text, millis, millis, image.sizeBytes()));
        guarded(container, () -> launch(container, image));
      });
    } catch (ImageException e) {
      post(() -> pullFailed(container, name, text, e));
    } catch (RuntimeException e) {
      post(() -> pullFailed(container, name, text, ImageException.pull(e.toString(), e)));
    }
  }

  private void pullFailed(Container container, ImageName name, String text, ImageException e) {
    container.pulling = false;
    if (terminating) {
      return;
    }
    if (!context.mustExist().test(name)) {
      container.simulated = e.text();
      markSimulated(container, text, e.text());
      guarded(container, () -> standIn(container));
      return;
    }
    container.pullBackoff = Container.next(container.pullBackoff);
    container.notBefore = context.clock().instant().plus(container.pullBackoff);
    containerEvent(
        container, "Warning", "Failed", "Failed to pull image \"" + text + "\": " + e.text());
    containerEvent(container, "Warning", "Failed", "Error: " + e.reason());
    container.waits(e.reason(), e.text());
    writeStatus();
    containerEvent(container, "Normal", "BackOff", "Back-off pulling image \"" + text + "\"");
    containerEvent(container, "Warning", "Failed", "Error: ImagePullBackOff");
    container.waits(
        "ImagePullBackOff",
        "Back-off pulling image \"" + text + "\": " + e.reason() + ": " + e.text());
  }

  /// What may fail while a container starts, inside of a task.
  private interface Start {
    void run() throws IOException;
  }

  private void guarded(Container container, Start start) {
    if (terminating) {
      return;
    }
    try {
      start.run();
    } catch (IOException | RuntimeException e) {
      failedStart(container, "RunContainerError", e.toString());
    }
  }

  private void failedStart(Container container, String reason, String message) {
    container.waits(reason, message);
    containerEvent(container, "Warning", "Failed", "Error: " + message);
    container.backoff = Container.next(container.backoff);
    container.notBefore = context.clock().instant().plus(container.backoff);
  }

  private void launch(Container container, Image image) throws IOException {
    PodNetwork.Attachment place = network;
    if (terminating || place == null) {
      return;
    }
    ContainerSpec spec;
    String name = container.name();
    int attempt = container.restartCount;
    try {
      spec =
          new ContainerPlan(context, pod, fields(), place, volumes, directory)
              .plan(container, image, attempt);
    } catch (ConfigException e) {
      boolean again =
          container.state instanceof Container.State.Waiting waiting
              && waiting.message().equals(e.text());
      container.waits("CreateContainerConfigError", e.text());
      if (!again) {
        containerEvent(container, "Warning", "Failed", "Error: " + e.text());
      }
      container.notBefore = context.clock().instant().plus(CONFIG_RETRY);
      return;
    }
    Files.createDirectories(spec.directory());
    ContainerLog log =
        new ContainerLog(
            directory.resolve("logs-" + name + "-" + attempt + ".log"), context.clock());
    containerEvent(container, "Normal", "Created", "Container created");
    Process process;
    try {
      process = context.runtime().start(spec);
    } catch (IOException e) {
      failedStart(container, "RunContainerError", e.toString());
      return;
    }
    LeftOvers.record(spec.directory(), process);
    Container.Run run =
        new Container.Run(
            attempt,
            spec,
            process,
            null,
            log,
            context.clock().instant(),
            "fairlead://" + uid.replace("-", "") + name + attempt,
            new ArrayList<>());
    container.addLog(log);
    Thread.ofPlatform()
        .daemon()
        .name("log-" + Meta.name(pod) + "-" + name)
        .start(() -> log.copy(process.getInputStream()));
    running(container, run);
    containerEvent(container, "Normal", "Started", "Container started");
    Thread.ofVirtual()
        .name("wait-" + Meta.name(pod) + "-" + name)
        .start(() -> {
          int code = awaitExit(process);
          post(() -> exited(container, run, code));
        });
    JsonNode hook = container.spec().path("lifecycle").path("postStart");
    if (hook.isObject()) {
      Thread.ofVirtual().start(() -> postStart(container, run, hook));
    }
    startProbes(container, run);
  }

  private static int awaitExit(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException _) {
        // the process decides when this ends
      }
    }
  }

  private void running(Container container, Container.Run run) {
    container.run = run;
    container.stopping = false;
    container.state = new Container.State.Running(run.startedAt());
    container.started =
        container.simulated != null || !container.spec().path("startupProbe").isObject();
    container.ready =
        container.started
            && (container.simulated != null || !container.spec().path("readinessProbe").isObject());
  }

  private void standIn(Container container) {
    PodNetwork.Attachment place = network;
    if (place == null || terminating) {
      return;
    }
    ContainerLog log =
        new ContainerLog(
            directory.resolve("logs-" + container.name() + "-" + container.restartCount + ".log"),
            context.clock());
    String note = "Simulated by the sandbox: " + container.simulated + "\n";
    log.copy(
        new java.io.ByteArrayInputStream(note.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    container.addLog(log);
    boolean endless =
        container.kind() == Container.Kind.SIDECAR
            || (container.kind() == Container.Kind.REGULAR && restartPolicy().equals("Always"));
    List<Integer> ports = new ArrayList<>();
    if (endless) {
      container.spec().path("ports").forEach(p -> ports.add(p.path("containerPort").asInt()));
    }
    StandIn standIn = StandIn.listen(place.address(), ports, place.namespaceFile().orElse(null));
    Container.Run run =
        new Container.Run(
            container.restartCount,
            null,
            null,
            standIn,
            log,
            context.clock().instant(),
            "simulated://" + uid.replace("-", "") + container.name(),
            new ArrayList<>());
    running(container, run);
    if (!endless) {
      exited(container, run, 0);
    }
  }

  private void markSimulated(Container container, String image, String reason) {
    String text = image + ": " + reason;
    containerEvent(
        container,
        "Warning",
        "Simulated",
        "Image \"" + image + "\" cannot be had; a stand-in takes its place: " + reason);
    try {
      context
          .objects()
          .modify(
              GroupResource.PODS,
              Meta.namespace(pod),
              Meta.name(pod),
              object -> {
                if (Meta.uid(object).equals(uid)) {
                  Meta.annotate(object, PodStatus.SIMULATED, text);
                }
                return object;
              });
    } catch (ApiException e) {
      LOG.warn("cannot mark Pod {} as simulated: {}", Meta.name(pod), e.toString());
    }
  }

  // --- probes and hooks -------------------------------------------------------------------------

  private void startProbes(Container container, Container.Run run) {
    if (container.spec().path("startupProbe").isObject() && !container.started) {
      probe(container, run, ProbeLoop.Kind.STARTUP, container.spec().path("startupProbe"));
      return;
    }
    if (container.spec().path("readinessProbe").isObject()) {
      probe(container, run, ProbeLoop.Kind.READINESS, container.spec().path("readinessProbe"));
    }
    if (container.spec().path("livenessProbe").isObject()) {
      probe(container, run, ProbeLoop.Kind.LIVENESS, container.spec().path("livenessProbe"));
    }
  }

  private void probe(Container container, Container.Run run, ProbeLoop.Kind kind, JsonNode probe) {
    ProbeLoop loop =
        new ProbeLoop(
            kind,
            probe,
            timeout -> Probe.attempt(probe, podIp, container.spec(), timeout, inside(run)),
            new ProbeLoop.Listener() {
              @Override
              public void passed() {
                post(() -> probePassed(container, run, kind));
              }

              @Override
              public void failed() {
                post(() -> probeFailed(container, run, kind, probe));
              }

              @Override
              public void attemptFailed(String message) {
                String word = kind.word();
                containerEvent(
                    container, "Warning", "Unhealthy", word + " probe failed: " + message);
              }
            });
    run.probes()
        .add(
            Thread.ofVirtual()
                .name("probe-" + Meta.name(pod) + "-" + container.name())
                .start(loop));
  }

  private void probePassed(Container container, Container.Run run, ProbeLoop.Kind kind) {
    if (!container.isRunning(run)) {
      return;
    }
    switch (kind) {
      case STARTUP -> {
        container.started = true;
        container.ready = !container.spec().path("readinessProbe").isObject();
        startProbes(container, run);
      }
      case READINESS -> container.ready = true;
      case LIVENESS -> {}
    }
  }

  private void probeFailed(
      Container container, Container.Run run, ProbeLoop.Kind kind, JsonNode probe) {
    if (!container.isRunning(run)) {
      return;
    }
    if (kind == ProbeLoop.Kind.READINESS) {
      container.ready = false;
      return;
    }
    if (container.stopping || terminating) {
      return;
    }
    containerEvent(
        container,
        "Normal",
        "Killing",
        "Container %s failed %s probe, will be restarted"
            .formatted(container.name(), kind.word().toLowerCase(java.util.Locale.ROOT)));
    long grace =
        probe
            .path("terminationGracePeriodSeconds")
            .asLong(pod.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    container.stopping = true;
    Thread.ofVirtual().start(() -> stop(container, run, grace));
  }

  private Probe.Inside inside(Container.Run run) {
    return (command, timeout) -> {
      ContainerSpec spec = run.spec();
      Process process = run.process();
      if (spec == null || process == null) {
        return new Probe.Inside.Result(0, "");
      }
      return InsideCommand.run(context.runtime(), spec, process.pid(), command, timeout);
    };
  }

  private void postStart(Container container, Container.Run run, JsonNode hook) {
    Optional<String> failure = hook(container, run, hook, Duration.ofMinutes(10));
    failure.ifPresent(message -> {
      containerEvent(
          container, "Warning", "FailedPostStartHook", "PostStartHook failed: " + message);
      stop(container, run, pod.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    });
  }

  private Optional<String> hook(
      Container container, Container.Run run, JsonNode hook, Duration timeout) {
    if (hook.has("sleep")) {
      try {
        Thread.sleep(
            Duration.ofSeconds(
                Math.min(hook.path("sleep").path("seconds").asLong(), timeout.toSeconds())));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }
    return Probe.attempt(hook, podIp, container.spec(), timeout, inside(run));
  }

  // --- ending -----------------------------------------------------------------------------------

  private void exited(Container container, Container.Run run, int code) {
    if (!container.isRunning(run)) {
      return;
    }
    run.probes().forEach(Thread::interrupt);
    Instant now = context.clock().instant();
    String reason = code == 0 ? "Completed" : "Error";
    int shown = code;
    String message = "";
    ContainerSpec spec = run.spec();
    if (spec != null) {
      ProcessTree.kill(spec.cookie());
      String setup = context.runtime().setupFailure(spec);
      if (!setup.isEmpty()) {
        reason = "StartError";
        shown = 128;
        message = setup;
      } else if (code == 127 || code == 126) {
        String tail = run.log().tail(1);
        if (tail.contains("failed to execute")) {
          reason = "StartError";
          shown = code == 127 ? 127 : 126;
          message = "exec: \"" + spec.argv().getFirst() + "\": executable file not found in $PATH";
        }
      }
      if (message.isEmpty()) {
        message = terminationMessage(container, spec, run, code);
      }
      try {
        LayerUnpacker.deleteTree(spec.directory());
      } catch (IOException _) {
        // goes with the Pod's directory
      }
    }
    StandIn standIn = run.standIn();
    if (standIn != null) {
      standIn.close();
    }
    container.ready = false;
    container.started = false;
    container.state =
        new Container.State.Terminated(shown, reason, message, run.startedAt(), now, run.id());
    if (Duration.between(run.startedAt(), now).compareTo(Container.HEALTHY_RUN) > 0) {
      container.backoff = Duration.ZERO;
    }
    container.notBefore = now.plus(container.backoff);
    container.backoff = Container.next(container.backoff);
  }

  private static String terminationMessage(
      Container container, ContainerSpec spec, Container.Run run, int code) {
    String policy = container.spec().path("terminationMessagePolicy").asText("File");
    try {
      Path file = spec.directory().resolve("termination-log");
      if (Files.exists(file) && Files.size(file) > 0) {
        byte[] bytes = Files.readAllBytes(file);
        return new String(
            bytes, 0, Math.min(bytes.length, 4096), java.nio.charset.StandardCharsets.UTF_8);
      }
    } catch (IOException _) {
      return "";
    }
    return policy.equals("FallbackToLogsOnError") && code != 0 ? run.log().tail(80) : "";
  }

  /// Ends the Pod: hooks, signals, the last status, then the object.
  private void terminate(long graceSeconds) {
    terminating = true;
    stopAll(graceSeconds, () -> post(this::ended));
  }

  /// Ends every container; regular ones first, then sidecars.
  private void stopAll(long graceSeconds, Runnable then) {
    List<Container> regular = new ArrayList<>();
    List<Container> sidecars = new ArrayList<>();
    for (Container container : containers) {
      container.stopping = true;
      if (container.isRunning()) {
        (container.kind() == Container.Kind.SIDECAR ? sidecars : regular).add(container);
        if (!gone && container.simulated == null) {
          containerEvent(container, "Normal", "Killing", "Stopping container " + container.name());
        }
      }
    }
    Instant begun = context.clock().instant();
    List<Runnable> first = stops(regular, () -> graceSeconds);
    List<Runnable> second =
        stops(
            sidecars,
            () ->
                Math.max(
                    2,
                    graceSeconds - Duration.between(begun, context.clock().instant()).toSeconds()));
    Thread.ofVirtual()
        .name("stop-" + Meta.name(pod))
        .start(() -> {
          Together.run(first);
          Together.run(second);
          then.run();
        });
  }

  private List<Runnable> stops(
      List<Container> ending, java.util.function.LongSupplier graceSeconds) {
    List<Runnable> stops = new ArrayList<>();
    for (Container container : ending) {
      Container.Run run = container.run;
      if (run != null) {
        stops.add(() -> stop(container, run, graceSeconds.getAsLong()));
      }
    }
    return stops;
  }

  /// Ends one run: preStop, the stop signal, after the grace period the end. Returns when no
  /// process is left and the exit is in the inbox.
  private void stop(Container container, Container.Run run, long graceSeconds) {
    ContainerSpec spec = run.spec();
    Process process = run.process();
    if (spec == null || process == null) {
      post(() -> exited(container, run, 0));
      return;
    }
    Instant deadline = context.clock().instant().plusSeconds(graceSeconds);
    JsonNode hook = container.spec().path("lifecycle").path("preStop");
    if (hook.isObject() && graceSeconds > 0 && process.isAlive()) {
      Optional<String> failure = hook(container, run, hook, Duration.ofSeconds(graceSeconds));
      failure.ifPresent(message ->
          containerEvent(
              container, "Warning", "FailedPreStopHook", "PreStopHook failed: " + message));
    }
    try {
      if (graceSeconds > 0 && process.isAlive()) {
        signal(process, spec.image().stopSignal());
        long millis = Duration.between(context.clock().instant(), deadline).toMillis();
        // kubelet gives two seconds more when a hook has used the time up
        boolean _ = process.waitFor(Math.max(2000, millis), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ProcessTree.kill(spec.cookie());
    process.destroyForcibly();
    int code = awaitExit(process);
    post(() -> exited(container, run, code));
  }

  private static void signal(Process process, String signal) {
    if (signal.equals("SIGTERM") || signal.equals("15")) {
      process.destroy();
    } else {
      Command.quietly("kill", "-" + signal.replace("SIG", ""), String.valueOf(process.pid()));
    }
  }

  /// All containers have ended: says so, and takes the Pod away.
  private void ended() {
    PodNetwork.Attachment place = network;
    ProcessTree.kill(ProcessTree.cookie(context.directory(), uid + "/"));
    if (!gone) {
      writeStatus();
      try {
        context
            .objects()
            .delete(
                GroupResource.PODS,
                Meta.namespace(pod),
                Meta.name(pod),
                DeleteOptions.DEFAULT.withGracePeriodSeconds(0).withUid(uid));
      } catch (ApiException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          LOG.warn("cannot delete Pod {}: {}", Meta.name(pod), e.toString());
        }
      }
    }
    finished.countDown();
    if (place != null) {
      network = null;
      context.network().detach(place);
    }
    try {
      LayerUnpacker.deleteTree(directory);
    } catch (IOException e) {
      LOG.warn("cannot delete the directory of Pod {}", Meta.name(pod), e);
    }
  }

  // --- status -----------------------------------------------------------------------------------

  private void writeStatus() {
    boolean prepared = network != null && volumesReady;
    String reason = failedReason;
    try {
      context
          .objects()
          .modifyStatus(
              GroupResource.PODS,
              Meta.namespace(pod),
              Meta.name(pod),
              object -> {
                if (!Meta.uid(object).equals(uid)) {
                  return object;
                }
                return new PodStatus(
                        containers,
                        context.hostIp(),
                        podIp,
                        startTime,
                        prepared,
                        reason == null ? "" : reason,
                        failedMessage,
                        terminating,
                        context.clock().instant())
                    .write(object);
              });
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void event(String type, String reason, String message) {
    context.events().pod(pod, type, reason, message);
  }

  private void containerEvent(Container container, String type, String reason, String message) {
    context.events().container(pod, container, type, reason, message);
  }
}
