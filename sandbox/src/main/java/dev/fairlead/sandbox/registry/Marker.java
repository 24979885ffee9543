package dev.fairlead.sandbox.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of [BaseImages]: what a marker image says and holds.
///
/// @param repository of the public image
/// @param runtime the value of its [BaseImages#RUNTIME_LABEL]
/// @param environment as in the public image
/// @param entrypoint as in the public image
/// @param command as in the public image
/// @param user as in the public image; null for root
/// @param workingDirectory null for `/`
/// @param stopSignal null for SIGTERM
/// @param ports `5432/tcp`
/// @param volumes absolute paths that get a volume where the Pod mounts none
/// @param directories path without a slash at the start, and mode
/// @param accounts lines of `/etc/passwd` and `/etc/group`, in pairs, beside the usual ones
/// @param programs executable files: path, and name of the resource
record Marker(
    String repository,
    String runtime,
    Map<String, String> environment,
    List<String> entrypoint,
    List<String> command,
    @Nullable String user,
    @Nullable String workingDirectory,
    @Nullable String stopSignal,
    List<String> ports,
    List<String> volumes,
    Map<String, Integer> directories,
    Map<String, String> accounts,
    Map<String, String> programs) {

  static Builder of(String repository, String runtime, Map<String, String> environment) {
    return new Builder(repository, runtime, environment);
  }

  /// The same with another user.
  Marker withUser(String other) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        other,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  /// Collects a row; what is not named stays empty.
  static final class Builder {
    private final String repository;
    private final String runtime;
    private final Map<String, String> environment;
    private List<String> entrypoint = List.of();
    private List<String> command = List.of();
    private @Nullable String workingDirectory;
    private @Nullable String stopSignal;
    private final List<String> ports = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();

    // in the order of the layer
    private final Map<String, Integer> directories = new LinkedHashMap<>();
    private final Map<String, String> accounts = new LinkedHashMap<>();
    private final Map<String, String> programs = new LinkedHashMap<>();

    private Builder(String repository, String runtime, Map<String, String> environment) {
      this.repository = repository;
      this.runtime = runtime;
      this.environment = environment;
    }

    Builder entrypoint(String... value) {
      entrypoint = List.of(value);
      return this;
    }

    Builder command(String... value) {
      command = List.of(value);
      return this;
    }

    Builder workingDirectory(String value) {
      workingDirectory = value;
      return this;
    }

    Builder stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    Builder port(String value) {
      ports.add(value);
      return this;
    }

    Builder volume(String path) {
      volumes.add(path);
      return this;
    }

    Builder directory(String path, int mode) {
      directories.put(path, mode);
      return this;
    }

    Builder account(String user, String group) {
      accounts.put(user, group);
      return this;
    }

    Builder program(String path, String resource) {
      programs.put(path, resource);
      return this;
    }

    Marker build() {
      return new Marker(
          repository,
          runtime,
          environment,
          entrypoint,
          command,
          null,
          workingDirectory,
          stopSignal,
          List.copyOf(ports),
          List.copyOf(volumes),
          directories,
          accounts,
          programs);
    }
  }
}
