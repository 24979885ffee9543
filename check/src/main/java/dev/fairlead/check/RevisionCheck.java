package dev.fairlead.check;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Severity;
import dev.fairlead.sync.render.ManifestRenderer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that is wrong with one revision, looked at by itself.
final class RevisionCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionCheck.class);

  /// Rules of layers that read YAML themselves, and say more of it.
  private static final Pattern LAYER = Pattern.compile("(ansible|tf|terraform|atlantis)-.*");

  private static final Set<String> FOLLOW_UPS =
      Set.of(Rules.CHART, Rules.RENDER, Rules.APPSET, Rules.KUSTOMIZE_BUILD, Rules.TEMPLATE);

  private static final Set<String> QUOTING =
      Set.of(
          Rules.TEMPLATE,
          Rules.VALUE_TYPE,
          Rules.CHART,
          Rules.RENDER,
          Rules.KUSTOMIZE_BUILD,
          Rules.YAML,
          Rules.JSON);

  private final ManifestRenderer renderer;
  private final YamlFiles yaml;
  private final Masks.Reader masks = new Masks.Reader();
  private final List<LayerCheck> layers;

  RevisionCheck(ManifestRenderer renderer, YamlFiles yaml, List<LayerCheck> layers) {
    this.renderer = renderer;
    this.yaml = yaml;
    this.layers = layers;
  }

  /// @param remarks one per cause
  record Outcome(List<Remark> remarks, List<String> unchecked) {}

  Outcome run(RevisionTree tree, CheckRequest request) {
    var revision = new Revision(tree, request);
    var rendering = new Rendering(revision, renderer);
    var standalone = new StandaloneCharts(revision, renderer);
    step(revision, "YAML", () -> yaml.run(revision));
    step(revision, "Applications", () -> rendering.run(Applications.of(revision)));
    step(
        revision,
        "charts",
        () -> {
          rendering.run(standalone.render(rendering.usedPaths()));
          standalone.remark(rendering.usedPaths());
        });
    step(
        revision,
        "kustomizations",
        () -> new Kustomizations(revision, renderer).run(rendering.usedPaths()));
    step(
        revision,
        "ownership",
        () -> new Ownership(revision).run(rendering.units(), rendering.rendered()));
    step(revision, "sources", () -> Outliers.run(revision, rendering.units().values()));
    step(revision, "workflows", () -> new WorkflowFiles(revision).run());
    for (LayerCheck layer : layers) {
      step(
          revision,
          "a layer's own check",
          () -> layer.check(tree).forEach(finding -> revision.add(new Remark(finding, "", ""))));
    }
    Masks hiding = masks.of(revision.files());
    return new Outcome(
        causes(revision.remarks()).stream()
            .map(remark -> remark.saying(hiding.hide(remark.finding().message(), quotes(remark))))
            .toList(),
        revision.unchecked().stream().map(line -> hiding.hide(line, false)).toList());
  }

  /// A fault of one part must not hide what the others find, and must be seen.
  private static void step(Revision revision, String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the check of {} failed at {}", what, revision.tree().id(), e);
      revision.add(
          Remark.warning(
              Rules.INTERNAL,
              Position.of("."),
              "%s could not be checked, which is a fault of the check itself: %s"
                  .formatted(what, e.getClass().getSimpleName())));
    }
  }

  private static boolean quotes(Remark remark) {
    return QUOTING.contains(remark.finding().rule());
  }

  /// Leaves out what only follows from something else, and joins what several units say of one
  /// cause.
  private static List<Remark> causes(List<Remark> remarks) {
    Set<String> unreadable = new TreeSet<>();
    Set<String> kustomizations = new TreeSet<>();
    for (Remark remark : remarks) {
      Finding finding = remark.finding();
      if (finding.rule().equals(Rules.YAML) && finding.severity() == Severity.ERROR) {
        unreadable.add(finding.at().file());
      }
      if (finding.rule().equals(Rules.KUSTOMIZE_PATH)) {
        kustomizations.add(finding.at().file());
      }
    }
    Set<Position> errors =
        remarks.stream()
            .map(Remark::finding)
            .filter(finding -> finding.severity() == Severity.ERROR)
            .map(Finding::at)
            .collect(Collectors.toSet());
    Set<Position> explained =
        remarks.stream()
            .map(Remark::finding)
            .filter(finding -> LAYER.matcher(finding.rule()).matches())
            .map(Finding::at)
            .collect(Collectors.toSet());
    Map<Cause, List<Remark>> joined = new LinkedHashMap<>();
    for (Remark remark : remarks) {
      Finding finding = remark.finding();
      if (finding.rule().equals(Rules.YAML)
          && (explained.contains(finding.at())
              || (finding.severity() != Severity.ERROR && errors.contains(finding.at())))) {
        continue;
      }
      if (!isFollowUp(remark.finding(), unreadable, kustomizations)) {
        joined.computeIfAbsent(Cause.of(remark), _ -> new ArrayList<>()).add(remark);
      }
    }
    return joined.values().stream().map(RevisionCheck::join).toList();
  }

  /// @param said the message where it is no rendering's: several units say the same then
  private record Cause(String rule, Position at, String valuesPath, String said) {
    static Cause of(Remark remark) {
      Finding finding = remark.finding();
      boolean units = !remark.valuesPath().isEmpty();
      return new Cause(
          finding.rule().equals(Rules.YAML) ? "" : finding.rule(),
          finding.at(),
          remark.valuesPath(),
          units || finding.rule().equals(Rules.YAML) ? "" : finding.message());
    }
  }

  private static boolean isFollowUp(
      Finding finding, Set<String> unreadable, Set<String> kustomizations) {
    if (!FOLLOW_UPS.contains(finding.rule())) {
      return false;
    }
    if (finding.rule().equals(Rules.KUSTOMIZE_BUILD)
        && (kustomizations.contains(finding.at().file())
            || kustomizations.stream().anyMatch(finding.message()::contains))) {
      return true;
    }
    return unreadable.stream()
        .anyMatch(file ->
            finding.at().file().equals(file)
                || finding.message().contains(file)
                || (finding.rule().equals(Rules.CHART)
                    && finding.message().contains("cannot load " + Files.name(file))
                    && finding.at().file().startsWith(Files.parent(file))));
  }

  private static Remark join(List<Remark> same) {
    Remark first = same.getFirst();
    List<String> others =
        same.stream().map(Remark::unit).filter(unit -> !unit.isEmpty()).distinct().toList();
    if (others.size() < 2) {
      return first;
    }
    return first.saying(
        first.finding().message()
            + others.stream().limit(8).collect(Collectors.joining(", ", " (in Applications ", ""))
            + (others.size() > 8 ? " and " + (others.size() - 8) + " more)" : ")"));
  }
}
