package dev.fairlead.sandbox.node;

/// A container cannot be configured yet: something that its Pod refers to is missing. Kubelet shows
/// this as `CreateContainerConfigError` (or `FailedMount` for volumes) and tries again.
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
