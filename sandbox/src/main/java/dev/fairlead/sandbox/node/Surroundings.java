package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the machine lets us do for Pods, found by trying it.
record Surroundings(ContainerRuntime runtime, PodNetwork network) {
  private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

  private static final int TRIAL_SECONDS = 20;

  static Surroundings find(
      Path directory, AddressRange range, Launcher launcher, NodeAgentOptions.Isolation isolation)
      throws IOException {
    Surroundings plain = new Surroundings(new MappedRuntime(launcher), new SharedNetwork(range));
    if (isolation == NodeAgentOptions.Isolation.NONE || !isRoot()) {
      return plain;
    }
    NamespaceNetwork network;
    try {
      network = NamespaceNetwork.create(range);
    } catch (IOException e) {
      LOG.info("Pods share the machine's network: {}", e.getMessage());
      return new Surroundings(mountsOrPlain(directory, launcher, null), new SharedNetwork(range));
    }
    PodNetwork.Attachment place;
    try {
      place = network.attach();
    } catch (IOException e) {
      LOG.info("Pods share the machine's network: {}", e.getMessage());
      return new Surroundings(mountsOrPlain(directory, launcher, null), new SharedNetwork(range));
    }
    ContainerRuntime runtime =
        mountsOrPlain(directory, launcher, place.namespaceFile().orElse(null));
    network.detach(place);
    // a plain process cannot be put into a network namespace without the tools that mounts need
    return runtime instanceof MountRuntime
        ? new Surroundings(runtime, network)
        : new Surroundings(runtime, new SharedNetwork(range));
  }

  private static ContainerRuntime mountsOrPlain(
      Path directory, Launcher launcher, @org.jspecify.annotations.Nullable String namespace)
      throws IOException {
    MountRuntime mounts = new MountRuntime(launcher);
    Path trial = Files.createTempDirectory(directory, ".trial");
    try {
      Image image =
          new Image(
              ImageName.parse("trial"),
              "",
              "",
              Files.createDirectories(trial.resolve("image")),
              List.of(),
              List.of(),
              Map.of(),
              "/",
              "",
              Map.of(),
              List.of(),
              List.of(),
              "SIGTERM",
              0,
              false);
      ContainerSpec spec =
          new ContainerSpec(
              ProcessTree.cookie(directory, "trial"),
              trial.resolve("run"),
              image,
              List.of("true"),
              Map.of("PATH", Command.PATH),
              "/",
              ContainerSpec.User.ROOT,
              List.of(),
              Map.of(),
              null,
              namespace,
              false);
      Process process = mounts.start(spec);
      if (process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return mounts;
      }
      process.destroyForcibly();
      LOG.info("Pods run without mounts: {}", mounts.setupFailure(spec));
    } catch (IOException e) {
      LOG.info("Pods run without mounts: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      LayerUnpacker.deleteTree(trial);
    }
    return new MappedRuntime(launcher);
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0)
          .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return false;
    }
  }
}
