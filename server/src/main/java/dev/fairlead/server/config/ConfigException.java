package dev.fairlead.server.config;

import java.util.List;

/// The configuration cannot be used; all that is wrong with it is told together.
public final class ConfigException extends RuntimeException {

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
