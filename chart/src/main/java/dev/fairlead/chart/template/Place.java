package dev.fairlead.chart.template;

import org.jspecify.annotations.Nullable;

/// A line of a template, and how it was come to.
///
/// @param file as helm names it: `shop/templates/_helpers.tpl`; `gotpl` for a text given to `tpl`
/// @param line from 1
/// @param template name of the definition that the line is in; the file's name outside of one
/// @param from where it was included from; null for the file that is rendered
public record Place(String file, int line, String template, @Nullable Place from) {}
