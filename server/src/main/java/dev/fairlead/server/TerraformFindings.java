package dev.fairlead.server;

import dev.fairlead.check.LayerCheck;
import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Severity;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.terraform.TerraformSyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What terraform itself says of the files of a revision. Each directory is asked about once for
/// the same content, since most revisions change none of them.
final class TerraformFindings implements LayerCheck {
  private static final int REMEMBERED = 1000;

  private final TerraformSyntax syntax;
  private final Map<String, List<Finding>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Finding>> eldest) {
          return size() > REMEMBERED;
        }
      };

  TerraformFindings(TerraformSyntax syntax) {
    this.syntax = syntax;
  }

  @Override
  public List<Finding> check(RevisionTree tree) {
    List<Finding> findings = new ArrayList<>();
    for (String directory : TerraformSyntax.directories(tree)) {
      String content =
          directory
              + ":"
              + tree.list(directory.equals(".") ? "" : directory).stream()
                  .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
                  .map(entry -> entry.name() + "=" + entry.contentId())
                  .collect(Collectors.joining(" "));
      List<Finding> found = find(content);
      if (found == null) {
        found = syntax.check(tree, List.of(directory));
        // A notice says that terraform could not be asked: it may be there the next time.
        if (found.stream().noneMatch(each -> each.severity() == Severity.NOTICE)) {
          remember(content, found);
        }
      }
      findings.addAll(found);
    }
    return findings;
  }

  private synchronized @Nullable List<Finding> find(String content) {
    return known.get(content);
  }

  private synchronized void remember(String content, List<Finding> found) {
    known.put(content, found);
  }
}
