package dev.fairlead.actions.action;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The actions that need no download, by `owner/name[/path]` in lower case, whatever their version.
public final class BuiltIns {
  private final Map<String, BuiltIn> byKey = new LinkedHashMap<>();

  /// All of them, but those that are switched off.
  public BuiltIns(Set<String> switchedOff) {
    add("actions/checkout", new Checkout());
    add("actions/setup-java", new SetupJava());
    add("actions/setup-node", new SetupNode());
    add("actions/setup-python", new SetupPython());
    add("actions/cache", new Cache(Cache.Part.BOTH));
    add("actions/cache/restore", new Cache(Cache.Part.RESTORE));
    add("actions/cache/save", new Cache(Cache.Part.SAVE));
    add("actions/upload-artifact", new UploadArtifact());
    add("actions/download-artifact", new DownloadArtifact());
    add("docker/login-action", new DockerLogin());
    add("docker/setup-buildx-action", new DockerSetup(DockerSetup.Part.BUILDX));
    add("docker/setup-qemu-action", new DockerSetup(DockerSetup.Part.QEMU));
    add("docker/metadata-action", new DockerMetadata());
    add("docker/build-push-action", new DockerBuildPush());
    switchedOff.forEach(key -> byKey.remove(key.toLowerCase(java.util.Locale.ROOT)));
  }

  private void add(String key, BuiltIn action) {
    byKey.put(key, action);
  }

  /// @param key lower case
  public Optional<BuiltIn> find(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(byKey.keySet());
  }
}
