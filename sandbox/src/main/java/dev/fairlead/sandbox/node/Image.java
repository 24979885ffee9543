package dev.fairlead.sandbox.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An image that is on this machine, unpacked.
///
/// @param name as the Pod asked for it
/// @param id digest of its configuration, `sha256:..`
/// @param digest digest of its manifest, `sha256:..`
/// @param root the directory with its files; shared by all containers, never written to
/// @param entrypoint the configuration's Entrypoint
/// @param command the configuration's Cmd
/// @param environment the configuration's Env
/// @param workingDirectory absolute; `/` if the image names none
/// @param user as in the configuration: `name`, `uid`, `uid:gid`, empty for root
/// @param labels the configuration's Labels
/// @param volumes the configuration's Volumes: absolute paths
/// @param programs what it lacks and the node gives to it, see [LocalPrograms]
/// @param stopSignal the configuration's StopSignal, `SIGTERM` if it names none
/// @param sizeBytes of its compressed layers
/// @param selfContained whether it brings a userland (a shell or a dynamic loader) of its own, so
///   that nothing of the machine is mixed in
record Image(
    ImageName name,
    String id,
    String digest,
    Path root,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    String workingDirectory,
    String user,
    Map<String, String> labels,
    List<String> volumes,
    List<ContainerSpec.Mount> programs,
    String stopSignal,
    long sizeBytes,
    boolean selfContained) {
  Image {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    labels = Map.copyOf(labels);
    volumes = List.copyOf(volumes);
    programs = List.copyOf(programs);
  }

  /// What kubelet shows as imageID.
  String imageId() {
    return name.registry() + "/" + name.repository() + "@" + digest;
  }

  Image named(ImageName other) {
    return new Image(
        other,
        id,
        digest,
        root,
        entrypoint,
        command,
        environment,
        workingDirectory,
        user,
        labels,
        volumes,
        programs,
        stopSignal,
        sizeBytes,
        selfContained);
  }
}
