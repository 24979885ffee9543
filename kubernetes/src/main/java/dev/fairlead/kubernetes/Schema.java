package dev.fairlead.kubernetes;

/// The type of a value: its kind, its members, and how it merges.
public final class Schema {

  Schema() {}
}
