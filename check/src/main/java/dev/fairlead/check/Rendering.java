package dev.fairlead.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sync.application.Source;
import dev.fairlead.sync.render.Manifest;
import dev.fairlead.sync.render.ManifestRenderer;
import dev.fairlead.sync.render.RenderException;
import dev.fairlead.sync.render.SourceRevision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Renders every Application of a revision through the code that a sync uses, and remarks what
/// cannot be rendered.
final class Rendering {
  /// Applications that render Applications that render Applications.
  private static final int MOST_UNITS = 5_000;

  private final Revision revision;
  private final ManifestRenderer renderer;
  private final RenderFailures failures;
  private final Map<String, List<Manifest>> rendered = new TreeMap<>();
  private final Map<String, Unit> units = new TreeMap<>();
  private final Set<String> usedPaths = new TreeSet<>();

  Rendering(Revision revision, ManifestRenderer renderer) {
    this.revision = revision;
    this.renderer = renderer;
    this.failures = new RenderFailures(revision);
  }

  /// The Applications that were looked at, by name.
  Map<String, Unit> units() {
    return units;
  }

  /// What the sources of this revision render to, by the Application's name; without those that
  /// failed.
  Map<String, List<Manifest>> rendered() {
    return rendered;
  }

  /// The directories of this repository that an Application names, at whatever revision.
  Set<String> usedPaths() {
    return usedPaths;
  }

  void run(List<Unit> found) {
    Deque<Unit> waiting = new ArrayDeque<>(found);
    Set<String> seen = new HashSet<>();
    while (!waiting.isEmpty() && units.size() < MOST_UNITS) {
      Unit unit = waiting.poll();
      if (!seen.add(unit.application().namespace() + "/" + unit.name())) {
        continue;
      }
      units.putIfAbsent(unit.name(), unit);
      for (Manifest manifest : application(unit)) {
        waiting.addAll(Applications.rendered(revision, manifest.object(), manifest.origin()));
      }
    }
  }

  private List<Manifest> application(Unit unit) {
    List<Source> sources = unit.application().sources();
    List<Manifest> manifests = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      if (revision.isOurs(source.repoUrl()) && source.chart().isEmpty()) {
        usedPaths.add(Files.resolve("", source.path()).orElse(source.path()));
      }
      if (!revision.isHere(source)) {
        elsewhere(unit, i);
      } else if (!source.onlyLends()) {
        manifests.addAll(source(unit, i));
      }
    }
    if (!manifests.isEmpty()) {
      rendered.merge(unit.name(), manifests, (first, _) -> first);
    }
    return manifests;
  }

  /// A source that is not here may still use values files that are.
  private void elsewhere(Unit unit, int index) {
    Source source = unit.application().sources().get(index);
    revision.unchecked(
        "Application %s: %s at %s is not what is checked"
            .formatted(
                unit.name(),
                source.chart().isEmpty()
                    ? source.repoUrl()
                    : "the chart " + source.chart() + " of " + source.repoUrl(),
                source.revision()));
    if (source.helm() == null || source.helm().ignoreMissingValueFiles()) {
      return;
    }
    for (int i = 0; i < source.helm().valueFiles().size(); i++) {
      String written = source.helm().valueFiles().get(i);
      int slash = written.indexOf('/');
      if (!written.startsWith("$") || slash < 0 || written.matches(".*[*?\\[{].*|.*\\$.*\\$.*")) {
        continue;
      }
      String ref = written.substring(1, slash);
      boolean here =
          unit.application().sources().stream()
              .anyMatch(other -> other.ref().equals(ref) && revision.isHere(other));
      String path = Files.resolve("", written.substring(slash + 1)).orElse("..");
      if (here && !revision.files().isFile(path)) {
        failures.missing(
            unit,
            index,
            new RenderException.Reference("helm.valueFiles[" + i + "]", written, path, false));
      }
    }
  }

  /// What a source renders to. Every path that it names and that is missing is remarked; what it
  /// would render to without them is of no interest.
  private List<Manifest> source(Unit unit, int index) {
    Source written = unit.application().sources().get(index);
    Optional<String> lender = foreignLender(unit, written);
    if (lender.isPresent()) {
      revision.unchecked(
          "Application %s: needs the files of its source $%s".formatted(unit.name(), lender.get()));
      return List.of();
    }
    Source source = written;
    boolean complete = true;
    while (true) {
      try {
        List<Manifest> manifests = render(unit, source, revision);
        return complete ? manifests : List.of();
      } catch (RenderException e) {
        RenderException.Reference missing = e.missing().orElse(null);
        if (missing == null) {
          if (complete) {
            failures.add(e, unit, index);
          }
          return List.of();
        }
        failures.missing(unit, index, missing);
        Source rest = without(source, missing);
        if (rest == null) {
          return List.of();
        }
        source = rest;
        complete = false;
      }
    }
  }

  private List<Manifest> render(Unit unit, Source source, Revision at) {
    List<SourceRevision> sources = new ArrayList<>();
    sources.add(new SourceRevision(source, at.commit(), at.tree()));
    for (Source other : unit.application().sources()) {
      if (!other.ref().isEmpty() && !other.ref().equals(source.ref()) && at.isHere(other)) {
        ObjectNode lends = other.json().deepCopy();
        lends.remove("path");
        sources.add(new SourceRevision(Source.of(lends), at.commit(), at.tree()));
      }
    }
    return renderer.render(unit.application(), sources, at.request().cluster()).manifests();
  }

  /// The first source that a values file is taken from and that is not of this revision.
  private Optional<String> foreignLender(Unit unit, Source source) {
    if (source.helm() == null) {
      return Optional.empty();
    }
    for (Source other : unit.application().sources()) {
      if (!other.ref().isEmpty()
          && !revision.isHere(other)
          && source.helm().valueFiles().stream()
              .anyMatch(file -> file.startsWith("$" + other.ref() + "/"))) {
        return Optional.of(other.ref());
      }
    }
    return Optional.empty();
  }

  /// A source that does not name a path; null where it is nothing without it.
  private static @Nullable Source without(Source source, RenderException.Reference missing) {
    ObjectNode json = source.json().deepCopy();
    String list = missing.field().startsWith("helm.valueFiles") ? "valueFiles" : "fileParameters";
    if (!missing.field().startsWith("helm.")
        || !(json.path("helm").path(list) instanceof ArrayNode items)) {
      return null;
    }
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      String path = item.isObject() ? item.path("path").asText() : item.asText();
      if (path.equals(missing.written())) {
        items.remove(i);
        return Source.of(json);
      }
    }
    return null;
  }
}
