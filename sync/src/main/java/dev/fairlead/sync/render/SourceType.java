package dev.fairlead.sync.render;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.Source;

/// How a source is rendered.
public enum SourceType {
  HELM("Helm"),
  KUSTOMIZE("Kustomize"),
  DIRECTORY("Directory"),
  PLUGIN("Plugin");

  private final String text;

  SourceType(String text) {
    this.text = text;
  }

  /// Argo CD's word, as in `status.sourceType`.
  public String text() {
    return text;
  }

  /// The type that a block names, else what lies in the directory: a chart, a kustomization (which
  /// wins over a chart), or plain files.
  static SourceType of(Source source, RevisionTree tree) {
    if (!source.chart().isEmpty() || source.helm() != null) {
      return HELM;
    }
    if (source.kustomize() != null) {
      return KUSTOMIZE;
    }
    if (source.directory() != null) {
      return DIRECTORY;
    }
    if (source.plugin() != null) {
      return PLUGIN;
    }
    SourceType found = DIRECTORY;
    for (TreeEntry entry : tree.list(source.path().equals(".") ? "" : source.path())) {
      switch (entry.name()) {
        case "kustomization.yaml", "kustomization.yml", "Kustomization" -> {
          return KUSTOMIZE;
        }
        case "Chart.yaml" -> found = HELM;
        default -> {}
      }
    }
    return found;
  }
}
