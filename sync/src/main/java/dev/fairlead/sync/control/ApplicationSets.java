package dev.fairlead.sync.control;

/// The ApplicationSets of the control namespace: makes, updates and removes their Applications.
final class ApplicationSets {
  ApplicationSets(SyncContext context) {}

  void start() {}

  void touched() {}

  void repositoryChanged() {}

  void close() {}
}
