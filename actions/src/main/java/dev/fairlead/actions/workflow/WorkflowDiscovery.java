package dev.fairlead.actions.workflow;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.List;

/// Finds the workflows of a revision.
public final class WorkflowDiscovery {
  private static final String FOLDER = ".github/workflows";

  private WorkflowDiscovery() {}

  /// @param workflows sorted by path; also those with errors, which are refused when they would run
  /// @param findings every problem of every workflow
  public record Discovered(List<Workflow> workflows, List<Finding> findings) {
    public Discovered {
      workflows = List.copyOf(workflows);
      findings = List.copyOf(findings);
    }
  }

  /// Reads every `*.yml` and `*.yaml` of `.github/workflows` (not of folders below).
  public static Discovered discover(RevisionTree tree) {
    List<Workflow> workflows =
        tree.list(FOLDER).stream()
            .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
            .map(TreeEntry::path)
            .filter(path -> path.endsWith(".yml") || path.endsWith(".yaml"))
            .map(path -> WorkflowReader.read(path, tree.text(path)))
            .toList();
    return new Discovered(
        workflows, workflows.stream().flatMap(workflow -> workflow.problems().stream()).toList());
  }
}
