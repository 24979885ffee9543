package dev.fairlead.check;

import dev.fairlead.model.Position;
import dev.fairlead.sync.application.Application;
import java.util.function.Function;

/// An Application that is checked, wherever it comes from.
///
/// @param at the place of a field such as `spec.source.path` in what says it
/// @param file the file that it is written in or generated from
record Unit(Application application, Function<String, Position> at, String file) {

  Position at(String field) {
    return at.apply(field);
  }

  String name() {
    return application.name();
  }

  /// The path of a field of one of its sources.
  String field(int source, String field) {
    return (application.multiSource() ? "spec.sources[" + source + "]." : "spec.source.") + field;
  }
}
