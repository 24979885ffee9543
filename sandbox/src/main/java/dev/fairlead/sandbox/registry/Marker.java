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

  Marker(String repository, String runtime, Map<String, String> environment) {
    this(
        repository,
        runtime,
        environment,
        List.of(),
        List.of(),
        null,
        null,
        null,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  Marker withEntrypoint(String... value) {
    return new Marker(
        repository,
        runtime,
        environment,
        List.of(value),
        command,
        user,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withCommand(String... value) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        List.of(value),
        user,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withUser(String value) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        value,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withWorkingDirectory(String value) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        value,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withStopSignal(String value) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        workingDirectory,
        value,
        ports,
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withPort(String port) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        workingDirectory,
        stopSignal,
        plus(ports, port),
        volumes,
        directories,
        accounts,
        programs);
  }

  Marker withVolume(String path) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        workingDirectory,
        stopSignal,
        ports,
        plus(volumes, path),
        directories,
        accounts,
        programs);
  }

  Marker withDirectory(String path, int mode) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        plus(directories, path, mode),
        accounts,
        programs);
  }

  Marker withAccount(String user, String group) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        this.user,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        plus(accounts, user, group),
        programs);
  }

  Marker withProgram(String path, String resource) {
    return new Marker(
        repository,
        runtime,
        environment,
        entrypoint,
        command,
        user,
        workingDirectory,
        stopSignal,
        ports,
        volumes,
        directories,
        accounts,
        plus(programs, path, resource));
  }

  private static List<String> plus(List<String> list, String value) {
    List<String> longer = new ArrayList<>(list);
    longer.add(value);
    return List.copyOf(longer);
  }

  /// Keeps the order: it is the layer's.
  private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
    Map<String, V> larger = new LinkedHashMap<>(map);
    larger.put(key, value);
    return larger;
  }
}
