package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.functions.Version;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `Chart.yaml`.
///
/// @param annotations empty where there are none
public record Metadata(
    String name,
    String home,
    List<String> sources,
    String version,
    String description,
    List<String> keywords,
    List<Maintainer> maintainers,
    String icon,
    String apiVersion,
    String condition,
    String tags,
    String appVersion,
    boolean deprecated,
    Optional<Map<String, String>> annotations,
    String kubeVersion,
    Optional<List<Dependency>> dependencies,
    String type) {
  private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9_-]+");

  /// Who looks after a chart.
  public record Maintainer(String name, String email, String url) {}

  public Metadata {
    sources = List.copyOf(sources);
    keywords = List.copyOf(keywords);
    maintainers = List.copyOf(maintainers);
    annotations = annotations.map(Map::copyOf);
    dependencies = dependencies.map(List::copyOf);
  }

  boolean isLibrary() {
    return type.equalsIgnoreCase("library");
  }

  Metadata withName(String value) {
    return with(value, dependencies);
  }

  Metadata withDependencies(List<Dependency> value) {
    return with(name, Optional.of(value));
  }

  private Metadata with(String newName, Optional<List<Dependency>> newDependencies) {
    return new Metadata(
        newName,
        home,
        sources,
        version,
        description,
        keywords,
        maintainers,
        icon,
        apiVersion,
        condition,
        tags,
        appVersion,
        deprecated,
        annotations,
        kubeVersion,
        newDependencies,
        type);
  }

  /// Reads the fields of `Chart.yaml`, over those of a file read before (`requirements.yaml`).
  static Metadata read(JsonNode node, @Nullable Metadata before) {
    StructReader reader = new StructReader(node, "Metadata");
    return new Metadata(
        reader.text("name", before == null ? "" : before.name),
        reader.text("home", before == null ? "" : before.home),
        reader.texts("sources", before == null ? List.of() : before.sources),
        reader.text("version", before == null ? "" : before.version),
        reader.text("description", before == null ? "" : before.description),
        reader.texts("keywords", before == null ? List.of() : before.keywords),
        maintainers(reader, before == null ? List.of() : before.maintainers),
        reader.text("icon", before == null ? "" : before.icon),
        reader.text("apiVersion", before == null ? "" : before.apiVersion),
        reader.text("condition", before == null ? "" : before.condition),
        reader.text("tags", before == null ? "" : before.tags),
        reader.text("appVersion", before == null ? "" : before.appVersion),
        reader.bool("deprecated", before != null && before.deprecated),
        reader.textMap("annotations", before == null ? Optional.empty() : before.annotations),
        reader.text("kubeVersion", before == null ? "" : before.kubeVersion),
        dependencies(reader, before == null ? Optional.empty() : before.dependencies),
        reader.text("type", before == null ? "" : before.type));
  }

  private static List<Maintainer> maintainers(StructReader reader, List<Maintainer> before) {
    Optional<List<JsonNode>> items = reader.objects("maintainers", "Maintainer");
    if (items.isEmpty()) {
      return before;
    }
    List<Maintainer> out = new ArrayList<>();
    for (JsonNode item : items.get()) {
      if (item.isNull()) {
        throw invalid("maintainers must not contain empty or null nodes");
      }
      StructReader each = new StructReader(item, "Maintainer.maintainers");
      out.add(new Maintainer(each.text("name", ""), each.text("email", ""), each.text("url", "")));
    }
    return out;
  }

  /// Checks that a lock file is one; what it says changes nothing in a rendering.
  static void checkLock(JsonNode node) {
    StructReader reader = new StructReader(node, "Lock");
    reader.text("digest", "");
    dependencies(reader, Optional.empty());
  }

  private static Optional<List<Dependency>> dependencies(
      StructReader reader, Optional<List<Dependency>> before) {
    Optional<List<JsonNode>> items = reader.objects("dependencies", "Dependency");
    if (items.isEmpty()) {
      return before;
    }
    List<Dependency> out = new ArrayList<>();
    for (JsonNode item : items.get()) {
      if (item.isNull()) {
        throw invalid("dependencies must not contain empty or null nodes");
      }
      StructReader each = new StructReader(item, "Dependency.dependencies");
      out.add(
          new Dependency(
              each.text("name", ""),
              each.text("version", ""),
              each.text("repository", ""),
              each.text("condition", ""),
              each.texts("tags", List.of()),
              each.bool("enabled", false),
              each.values("import-values"),
              each.text("alias", "")));
    }
    return Optional.of(out);
  }

  private static ChartException invalid(String problem) {
    return new ChartException("validation: " + problem);
  }

  /// Checks and cleans the fields as helm does while it loads.
  Metadata validated() {
    Metadata clean =
        new Metadata(
            sanitized(name),
            sanitized(home),
            sources.stream().map(Metadata::sanitized).toList(),
            version,
            sanitized(description),
            keywords.stream().map(Metadata::sanitized).toList(),
            maintainers.stream()
                .map(m -> new Maintainer(sanitized(m.name), sanitized(m.email), sanitized(m.url)))
                .toList(),
            sanitized(icon),
            apiVersion,
            sanitized(condition),
            sanitized(tags),
            sanitized(appVersion),
            deprecated,
            annotations,
            sanitized(kubeVersion),
            dependencies.map(list -> list.stream().map(Metadata::sanitized).toList()),
            type);
    clean.validate();
    return clean;
  }

  private void validate() {
    if (apiVersion.isEmpty()) {
      throw invalid("chart.metadata.apiVersion is required");
    }
    if (name.isEmpty()) {
      throw invalid("chart.metadata.name is required");
    }
    if (name.equals(".") || name.equals("..")) {
      throw invalid("chart.metadata.name " + GoStrings.quote(name) + " is not allowed");
    }
    if (name.indexOf('/') >= 0) {
      throw invalid("chart.metadata.name " + GoStrings.quote(name) + " is invalid");
    }
    if (version.isEmpty()) {
      throw invalid("chart.metadata.version is required");
    }
    if (!Version.isValid(version)) {
      throw invalid("chart.metadata.version " + GoStrings.quote(version) + " is invalid");
    }
    if (!(type.isEmpty() || type.equals("application") || type.equals("library"))) {
      throw invalid("chart.metadata.type must be application or library");
    }
    Set<String> seen = new HashSet<>();
    for (Dependency dependency : dependencies.orElse(List.of())) {
      if (!dependency.alias().isEmpty() && !ALIAS.matcher(dependency.alias()).matches()) {
        throw invalid(
            "dependency "
                + GoStrings.quote(dependency.name())
                + " has disallowed characters in the alias");
      }
      String key = dependency.alias().isEmpty() ? dependency.name() : dependency.alias();
      if (!seen.add(key)) {
        throw invalid("more than one dependency with name or alias " + GoStrings.quote(key));
      }
    }
  }

  private static Dependency sanitized(Dependency dependency) {
    return new Dependency(
        sanitized(dependency.name()),
        sanitized(dependency.version()),
        sanitized(dependency.repository()),
        sanitized(dependency.condition()),
        dependency.tags().stream().map(Metadata::sanitized).toList(),
        dependency.enabled(),
        dependency.importValues(),
        dependency.alias());
  }

  private static String sanitized(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (GoStrings.isSpace(c)) {
            out.append(' ');
          } else if (GoStrings.isPrint(c)) {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /// `.Chart` as templates of Helm 4 see it.
  GoMap toGo(boolean root) {
    GoMap out = GoMap.create();
    out.put("Name", name);
    out.put("Home", home);
    out.put("Sources", list(sources));
    out.put("Version", version);
    out.put("Description", description);
    out.put("Keywords", list(keywords));
    List<@Nullable Object> people = new ArrayList<>();
    for (Maintainer maintainer : maintainers) {
      GoMap each = GoMap.create();
      each.put("Name", maintainer.name);
      each.put("Email", maintainer.email);
      each.put("URL", maintainer.url);
      people.add(each);
    }
    out.put("Maintainers", GoList.of(people));
    out.put("Icon", icon);
    out.put("APIVersion", apiVersion);
    out.put("Condition", condition);
    out.put("Tags", tags);
    out.put("AppVersion", appVersion);
    out.put("Deprecated", deprecated);
    out.put("Annotations", annotations.map(Metadata::map).orElse(GoMap.nil(GoMap.Type.STRING)));
    out.put("KubeVersion", kubeVersion);
    List<@Nullable Object> needed = new ArrayList<>();
    for (Dependency dependency : dependencies.orElse(List.of())) {
      needed.add(dependency(dependency));
    }
    out.put("Dependencies", GoList.of(needed));
    out.put("Type", type);
    out.put("IsRoot", root);
    return out;
  }

  private static GoMap map(Map<String, String> texts) {
    GoMap out = GoMap.create(GoMap.Type.STRING);
    new TreeMap<>(texts).forEach(out::put);
    return out;
  }

  private static GoList list(List<String> texts) {
    return GoList.of(new ArrayList<@Nullable Object>(texts));
  }

  private static GoMap dependency(Dependency dependency) {
    GoMap out = GoMap.create();
    out.put("Name", dependency.name());
    out.put("Version", dependency.version());
    out.put("Repository", dependency.repository());
    out.put("Condition", dependency.condition());
    out.put("Tags", list(dependency.tags()));
    out.put("Enabled", dependency.enabled());
    List<@Nullable Object> imports = new ArrayList<>();
    for (JsonNode each : dependency.importValues()) {
      imports.add(GoJson.fromTree(each));
    }
    out.put("ImportValues", GoList.of(imports));
    out.put("Alias", dependency.alias());
    return out;
  }
}
