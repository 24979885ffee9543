package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import java.util.List;

/// Finds Argo CD's custom resources in the plain YAML files of a revision.
public final class ApplicationDiscovery {
  private ApplicationDiscovery() {}

  /// @param revision its files are read wherever they lie, but templates of charts are not
  public static Discovered discover(RevisionTree revision) {
    return new Discovered(List.of(), List.of(), List.of(), List.of());
  }

  /// @param findings what is wrong with others; they do not stop these
  public record Discovered(
      List<Found> applications,
      List<Found> applicationSets,
      List<Found> projects,
      List<Finding> findings) {
    public Discovered {
      applications = List.copyOf(applications);
      applicationSets = List.copyOf(applicationSets);
      projects = List.copyOf(projects);
      findings = List.copyOf(findings);
    }
  }

  /// @param at where the object begins
  public record Found(ObjectNode object, Position at) {
    public String name() {
      return object.path("metadata").path("name").asText("");
    }
  }
}
