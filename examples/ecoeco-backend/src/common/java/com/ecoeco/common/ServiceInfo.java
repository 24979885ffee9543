package com.ecoeco.common;

import java.util.Map;
import java.util.Optional;

/// Which service this is. The version is the pom's, from the manifest of the jar; a run from a
/// class directory is `dev`.
public record ServiceInfo(String name, String version) {

  public static ServiceInfo of(String name, Class<?> main) {
    return new ServiceInfo(
        name, Optional.ofNullable(main.getPackage().getImplementationVersion()).orElse("dev"));
  }

  Map<String, Object> json() {
    return new java.util.TreeMap<>(Map.of("service", name, "version", version));
  }
}
