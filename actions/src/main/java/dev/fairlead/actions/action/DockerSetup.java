package dev.fairlead.actions.action;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `docker/setup-buildx-action` and `docker/setup-qemu-action`: images are built without a daemon,
/// so there is nothing to set up.
final class DockerSetup implements BuiltIn {

  enum Part {
    BUILDX,
    QEMU
  }

  private final Part part;

  DockerSetup(Part part) {
    this.part = part;
  }

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    List<String> names =
        part == Part.BUILDX
            ? List.of(
                "version",
                "name",
                "driver",
                "driver-opts",
                "buildkitd-flags",
                "buildkitd-config",
                "buildkitd-config-inline",
                "buildkitd-inline",
                "config",
                "config-inline",
                "endpoint",
                "platforms",
                "append",
                "cache-binary",
                "cleanup",
                "install",
                "use",
                "keep-state")
            : List.of("image", "platforms", "cache-image", "reset");
    names.forEach(name -> inputs.put(name, ""));
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    String platform = SetupJava.architecture().equals("ARM64") ? "linux/arm64" : "linux/amd64";
    context.output("platforms", platform);
    if (part == Part.QEMU) {
      context.notice("docker/setup-qemu-action: nothing to do, images are built without a daemon");
      context.output("status", "");
      return;
    }
    context.notice("docker/setup-buildx-action: nothing to do, images are built without a daemon");
    context.output("name", "fairlead");
    context.output("driver", "fairlead");
    context.output("endpoint", "");
    context.output("status", "running");
    context.output("flags", "");
    context.output(
        "nodes",
        "[{\"name\":\"fairlead\",\"endpoint\":\"\",\"status\":\"running\",\"platforms\":\""
            + platform
            + "\"}]");
  }
}
