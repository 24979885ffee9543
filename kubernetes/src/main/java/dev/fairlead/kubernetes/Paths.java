package dev.fairlead.kubernetes;

import java.util.Arrays;

/// Rules for paths of files in volumes.
final class Paths {

  private Paths() {}

  /// A path that does not climb: no `..` between its slashes.
  static void noBacksteps(String path, String at, Faults faults) {
    if (Arrays.asList(path.split("/", -1)).contains("..")) {
      faults.invalid(at, path, "must not contain '..'");
    }
  }

  /// A relative path that does not climb.
  static void descending(String path, String at, Faults faults) {
    if (path.startsWith("/")) {
      faults.invalid(at, path, "must be a relative path");
    }
    noBacksteps(path, at, faults);
  }

  /// As above, and not in the names that kubelets use for themselves.
  static void local(String path, String at, Faults faults) {
    descending(path, at, faults);
    if (path.startsWith("..") && !path.startsWith("../")) {
      faults.invalid(at, path, "must not start with '..'");
    }
  }
}
