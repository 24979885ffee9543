package dev.fairlead.server.pages;

/// What every page has.
///
/// @param title of the browser's tab; it carries the page's first answer
/// @param active the entry of the navigation that it belongs to
/// @param path its own address, which the live update asks for again
public record Page(String title, String active, String path, Times times) {}
