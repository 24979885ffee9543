package dev.fairlead.check;

import dev.fairlead.check.Judged.Standing;
import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.render.ClusterFacts;
import dev.fairlead.sync.render.ManifestRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Checks every layer of a revision before it is merged, as a compiler and linker does. Safe for
/// any thread; keep one, it remembers what it read and rendered.
///
/// ```java
/// Checks checks = new Checks(List.of(terraformSyntax::findings));
/// Checked checked = checks.check(CheckRequest.of(head, url, "main", today).withBase(mergeBase));
/// ```
public final class Checks {
  /// Heads and bases of the pull requests that are looked at in turn.
  private static final int KEPT_REVISIONS = 64;

  private static final Comparator<Judged> ORDER =
      Comparator.comparing((Judged each) -> each.standing())
          .thenComparing(each -> each.finding().severity())
          .thenComparing(each -> each.finding().at())
          .thenComparing(each -> each.finding().message());

  private final RevisionCheck revisions;
  private final Map<Key, RevisionCheck.Outcome> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RevisionCheck.Outcome> eldest) {
          return size() > KEPT_REVISIONS;
        }
      };

  private record Key(
      String commit,
      String repository,
      String branch,
      String defaultBranch,
      BiPredicate<String, String> sameRepository,
      ClusterFacts cluster) {}

  /// @param layers what tools outside of this module say of a revision
  public Checks(List<LayerCheck> layers) {
    this.revisions =
        new RevisionCheck(new ManifestRenderer(), new YamlFiles(), List.copyOf(layers));
  }

  /// What is wrong with a revision. It never throws for what is in the files: that is a finding.
  public Checked check(CheckRequest request) {
    RevisionCheck.Outcome head = outcome(request.head(), request);
    Map<String, Integer> before = new HashMap<>();
    RevisionTree base = request.base();
    if (base != null) {
      for (Remark remark : outcome(base, request).remarks()) {
        before.merge(identity(remark), 1, Integer::sum);
      }
    }
    var suppressions = new Suppressions(request.head(), request.today());
    List<Judged> all = new ArrayList<>();
    for (Remark remark : head.remarks()) {
      all.add(judge(remark, suppressions, before));
    }
    all.sort(ORDER);
    return new Checked(all, head.unchecked());
  }

  private RevisionCheck.Outcome outcome(RevisionTree tree, CheckRequest request) {
    Key key = key(tree, request);
    if (key != null) {
      synchronized (kept) {
        RevisionCheck.Outcome known = kept.get(key);
        if (known != null) {
          return known;
        }
      }
    }
    RevisionCheck.Outcome fresh = revisions.run(tree, request);
    if (key != null) {
      synchronized (kept) {
        kept.put(key, fresh);
      }
    }
    return fresh;
  }

  private static @Nullable Key key(RevisionTree tree, CheckRequest request) {
    return Revision.isCommit(tree)
        ? new Key(
            tree.id(),
            request.repositoryUrl(),
            request.branch(),
            request.defaultBranch(),
            request.sameRepository(),
            request.cluster())
        : null;
  }

  private static Judged judge(
      Remark remark, Suppressions suppressions, Map<String, Integer> before) {
    Finding finding = remark.finding();
    Optional<Suppressions.Suppression> suppression = suppressions.of(finding);
    if (suppression.isPresent() && !suppression.get().expired()) {
      return new Judged(
          finding, remark.valuesPath(), Standing.SUPPRESSED, suppression.get().reason());
    }
    Finding said =
        suppression
            .map(over ->
                new Finding(
                    finding.severity(),
                    finding.rule(),
                    finding.at(),
                    finding.message() + "; it was ignored: " + over.reason()))
            .orElse(finding);
    Integer known = before.computeIfPresent(identity(remark), (_, count) -> count - 1);
    boolean inherited = known != null && known >= 0;
    return new Judged(said, remark.valuesPath(), inherited ? Standing.INHERITED : Standing.NEW, "");
  }

  /// What makes two findings the same although lines were moved.
  private static String identity(Remark remark) {
    Finding finding = remark.finding();
    return finding.rule()
        + "\n"
        + finding.severity()
        + "\n"
        + finding.at().file()
        + "\n"
        + remark.valuesPath()
        + "\n"
        + finding.message().replaceAll(":\\d+(:\\d+)?", "");
  }
}
