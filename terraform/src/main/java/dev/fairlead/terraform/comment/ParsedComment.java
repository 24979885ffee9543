package dev.fairlead.terraform.comment;

/// What a comment turned out to be.
public sealed interface ParsedComment {

  /// Nothing that is meant for us.
  record Ignored() implements ParsedComment {}

  /// Meant for us, but no command: this is to be answered.
  record Reply(String text) implements ParsedComment {}

  record Parsed(Command command) implements ParsedComment {}
}
