package com.ecoeco.common;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings of a service, from its environment (config map and secret in the cluster). A value
/// that cannot be read stops the start with a message that names the variable.
public record Settings(Map<String, String> environment) {
  private static final List<String> DEPENDENCIES = List.of("POSTGRES", "REDIS", "RABBITMQ");

  public Settings {
    environment = Map.copyOf(environment);
  }

  /// A variable that is set and not blank.
  public Optional<String> text(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  public int number(String name, int otherwise) {
    Optional<String> text = text(name);
    try {
      return text.map(String::strip).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " must be a whole number, but is '" + text.orElse("") + "'", e);
    }
  }

  /// Where to listen: the pod's own address, or every address outside of a cluster.
  public InetSocketAddress address() {
    return new InetSocketAddress(text("POD_IP").orElse("0.0.0.0"), number("HTTP_PORT", 8000));
  }

  /// How long a stopping service goes on answering, so that clients on keep-alive connections hear
  /// of it before the socket closes.
  public Duration drain() {
    return Duration.ofSeconds(number("DRAIN_SECONDS", 5));
  }

  /// The external services that are configured, by name.
  public Map<String, InetSocketAddress> dependencies() {
    Map<String, InetSocketAddress> found = new LinkedHashMap<>();
    for (String name : DEPENDENCIES) {
      text(name + "_HOST")
          .ifPresent(host ->
              found.put(
                  name.toLowerCase(java.util.Locale.ROOT),
                  InetSocketAddress.createUnresolved(host, number(name + "_PORT", 1))));
    }
    return found;
  }

  /// Never the values: some of them are secrets.
  @Override
  public String toString() {
    return "Settings" + environment.keySet().stream().sorted().toList();
  }
}
