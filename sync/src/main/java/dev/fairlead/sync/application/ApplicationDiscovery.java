package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds Argo CD's custom resources in the plain YAML files of a revision.
public final class ApplicationDiscovery {
  private static final String RULE = "application-spec";
  private static final Pattern KIND =
      Pattern.compile("(?m)^kind:\\s*[\"']?(Application|ApplicationSet|AppProject)\\b");

  private final RevisionTree tree;
  private final List<Found> applications = new ArrayList<>();
  private final List<Found> sets = new ArrayList<>();
  private final List<Found> projects = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Position> named = new HashMap<>();

  private ApplicationDiscovery(RevisionTree tree) {
    this.tree = tree;
  }

  /// @param revision its files are read wherever they lie, but templates of charts are not
  public static Discovered discover(RevisionTree revision) {
    var discovery = new ApplicationDiscovery(revision);
    discovery.directory("");
    return new Discovered(
        discovery.applications, discovery.sets, discovery.projects, discovery.findings);
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
  /// @param source as it is written
  public record Found(ObjectNode object, Position at, YamlMapping source) {
    /// The place of a field such as `spec.sources[1].repoURL`, or of the nearest thing above it.
    public Position at(String path) {
      return position(source, path);
    }

    public String name() {
      return object.path("metadata").path("name").asText("");
    }
  }

  private void directory(String path) {
    List<TreeEntry> entries = tree.list(path);
    boolean chart = entries.stream().anyMatch(entry -> entry.name().equals("Chart.yaml"));
    for (TreeEntry entry : entries) {
      switch (entry.kind()) {
        case DIRECTORY -> {
          boolean ofChart = chart && List.of("templates", "charts", "crds").contains(entry.name());
          if (!ofChart && !entry.name().equals(".git")) {
            directory(entry.path());
          }
        }
        case FILE -> {
          if (entry.name().endsWith(".yaml")
              || entry.name().endsWith(".yml")
              || entry.name().endsWith(".json")) {
            file(entry.path());
          }
        }
        case DANGLING_LINK, SUBMODULE -> {}
      }
    }
  }

  private void file(String path) {
    String text = tree.text(path);
    if (!text.contains("argoproj.io/")) {
      return;
    }
    YamlDocuments documents = YamlDocuments.of(path, text);
    for (YamlDocuments.Bad bad : documents.bad()) {
      Matcher kind = KIND.matcher(bad.text());
      if (kind.find() && bad.text().contains("argoproj.io/")) {
        findings.add(
            Finding.error(
                RULE,
                bad.problem().position(),
                "this %s cannot be read: %s; correct the YAML here"
                    .formatted(kind.group(1), bad.problem().problem())));
      }
    }
    for (YamlNode document : documents.good()) {
      if (document instanceof YamlMapping mapping) {
        object(mapping);
      }
    }
  }

  private void object(YamlMapping mapping) {
    String apiVersion = scalar(mapping, "apiVersion");
    String kind = scalar(mapping, "kind");
    if (kind.equals("List") && mapping.find("items").orElse(null) instanceof YamlSequence items) {
      for (YamlNode item : items.items()) {
        if (item instanceof YamlMapping inner) {
          object(inner);
        }
      }
      return;
    }
    List<Found> into =
        switch (kind) {
          case "Application" -> applications;
          case "ApplicationSet" -> sets;
          case "AppProject" -> projects;
          default -> null;
        };
    if (into == null || !apiVersion.startsWith(Application.GROUP + "/")) {
      return;
    }
    ObjectNode object;
    try {
      if (!(YamlJson.toJson(mapping, Schema.YAML_1_1) instanceof ObjectNode read)) {
        return;
      }
      object = read;
    } catch (YamlException e) {
      findings.add(Finding.error(RULE, e.position(), "this " + kind + ": " + e.problem()));
      return;
    }
    if (!apiVersion.equals(Application.API_VERSION)) {
      findings.add(
          Finding.error(
              RULE,
              position(mapping, "apiVersion"),
              "%s is no version of %s: write %s"
                  .formatted(apiVersion, kind, Application.API_VERSION)));
      return;
    }
    List<SpecCheck.Problem> problems =
        switch (kind) {
          case "Application" -> SpecCheck.check(Application.of(object));
          case "ApplicationSet" -> ApplicationSet.check(object);
          default -> AppProject.check(object);
        };
    for (SpecCheck.Problem problem : problems) {
      findings.add(Finding.error(RULE, position(mapping, problem.path()), problem.message()));
    }
    if (!problems.isEmpty()) {
      return;
    }
    var found = new Found(object, mapping.position(), mapping);
    Position other = named.putIfAbsent(kind + "/" + found.name(), mapping.position());
    if (other != null) {
      findings.add(
          Finding.error(
              RULE,
              position(mapping, "metadata.name"),
              "there is already %s \"%s\" at %s: rename or remove one"
                  .formatted(kind, found.name(), other)));
      return;
    }
    into.add(found);
  }

  private static String scalar(YamlMapping mapping, String key) {
    return mapping.scalar(key).map(YamlScalar::value).orElse("");
  }

  /// The place of a path such as `spec.sources[1].repoURL`, or of the nearest thing above it.
  static Position position(YamlNode root, String path) {
    YamlNode node = root;
    for (String step : path.replace("[", ".[").split("\\.")) {
      YamlNode next = null;
      if (step.startsWith("[") && node instanceof YamlSequence sequence) {
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        next = index < sequence.items().size() ? sequence.items().get(index) : null;
      } else if (node instanceof YamlMapping mapping) {
        next = mapping.find(step).orElse(null);
      }
      if (next == null) {
        break;
      }
      node = next;
    }
    return node.position();
  }
}
