package dev.fairlead.chart.template;

/// Where a value was read: an entry of a map or list, which may hold nothing.
///
/// @param holder a [dev.fairlead.chart.go.GoMap] or [dev.fairlead.chart.go.GoList], the very one
/// @param key a `String` of a map, an `Integer` of a list
public record Origin(Object holder, Object key) {}
