package dev.fairlead.sandbox.forge.pages;

/// A label as pages show it.
public record LabelTag(String name, String color) {}
