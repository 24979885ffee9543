package dev.fairlead.check;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.util.List;

/// What only a tool of a layer can tell of its files, such as Terraform's own parser or the
/// preflight of a runner. It is asked for the head and for the base, and answers the same for the
/// same files.
@FunctionalInterface
public interface LayerCheck {
  List<Finding> check(RevisionTree tree);
}
