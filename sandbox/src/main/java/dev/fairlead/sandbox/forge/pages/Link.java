package dev.fairlead.sandbox.forge.pages;

/// A text that leads somewhere.
public record Link(String text, String path) {}
