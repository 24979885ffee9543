package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// An `ApplicationSet`.
public final class ApplicationSet {
  public static final String KIND = "ApplicationSet";

  private ApplicationSet() {}

  static List<SpecCheck.Problem> check(ObjectNode object) {
    var problems = new ArrayList<SpecCheck.Problem>();
    if (Json.text(object.path("metadata"), "name").isEmpty()) {
      problems.add(
          new SpecCheck.Problem("metadata.name", "the ApplicationSet has no metadata.name"));
    }
    if (!object.path("spec").path("generators").isArray()) {
      problems.add(
          new SpecCheck.Problem("spec", "the ApplicationSet has no spec.generators: add a list"));
    }
    if (!object.path("spec").path("template").isObject()) {
      problems.add(new SpecCheck.Problem("spec", "the ApplicationSet has no spec.template"));
    }
    return problems;
  }
}
