package dev.fairlead.sync.render;

import dev.fairlead.chart.Chart;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.ChartException;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.chart.Rendered;
import dev.fairlead.chart.ValuesSource;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.Glob;
import dev.fairlead.sync.application.Source;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A chart in a Git directory, as Argo CD renders it with `helm template`.
final class HelmSource {
  /// Helm and Argo CD take the last of two equal keys; charts in use have some.
  private static final YamlOptions LAST_WINS =
      YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);

  private final Application application;
  private final SourceRevision source;
  private final Map<String, SourceRevision> lent;
  private final BuildEnvironment environment;
  private final Source.Helm helm;

  /// @param lent sources by their `ref`
  HelmSource(Application application, SourceRevision source, Map<String, SourceRevision> lent) {
    this.application = application;
    this.source = source;
    this.lent = lent;
    this.environment = BuildEnvironment.of(application, source);
    this.helm = Objects.requireNonNullElse(source.source().helm(), Source.Helm.NONE);
  }

  record Output(List<Manifest> manifests, List<String> warnings, boolean repeatable) {}

  Output render(String path, ClusterFacts facts, ChartEngine engine) {
    String release = helm.releaseName().isEmpty() ? application.name() : helm.releaseName();
    String namespace =
        helm.namespace().isEmpty() ? application.destination().namespace() : helm.namespace();
    RenderRequest request =
        RenderRequest.of(release)
            .withNamespace(namespace.isEmpty() ? "default" : namespace)
            .withKubeVersion(
                helm.kubeVersion().isEmpty() ? facts.kubeVersion() : helm.kubeVersion())
            .withApiVersions(
                helm.apiVersions().isEmpty() ? facts.apiVersions() : helm.apiVersions())
            .withValues(values(path));
    if (!helm.skipCrds()) {
      request = request.withCrds();
    }
    if (helm.skipSchemaValidation()) {
      request = request.withoutSchemaValidation();
    }
    Rendered rendered;
    String chartName;
    try {
      Chart chart = engine.load(source.tree(), path);
      chartName = chart.name();
      rendered = engine.render(chart, request);
    } catch (ChartException e) {
      throw failure(e, path);
    }
    var manifests = new ArrayList<Manifest>();
    for (Rendered.Document document : rendered.documents()) {
      if (helm.skipTests() && isTest(document)) {
        continue;
      }
      document(document, fileOf(document.path(), chartName, path), manifests);
    }
    return new Output(manifests, rendered.warnings(), rendered.repeatable());
  }

  private static boolean isTest(Rendered.Document document) {
    return document.hooks().contains("test") || document.hooks().contains("test-success");
  }

  /// The place of a template that failed, in the repository's terms.
  private static RenderException failure(ChartException e, String path) {
    Position place = e.place().orElseGet(() -> Position.of(path.isEmpty() ? "Chart.yaml" : path));
    String message = Objects.requireNonNullElse(e.getMessage(), "the chart cannot be rendered");
    return new RenderException(place, message, e);
  }

  private static String fileOf(String documentPath, String chartName, String path) {
    String inside =
        documentPath.startsWith(chartName + "/")
            ? documentPath.substring(chartName.length() + 1)
            : documentPath;
    return path.isEmpty() ? inside : path + "/" + inside;
  }

  private static void document(Rendered.Document document, String file, List<Manifest> into) {
    try {
      for (YamlNode node : Yaml.parse(file, document.text(), LAST_WINS)) {
        var found = new ArrayList<Manifest>();
        DirectorySource.add(node, found);
        for (Manifest manifest : found) {
          // Lines of the rendered text are not lines of the template.
          into.add(new Manifest(manifest.object(), Position.of(file)));
        }
      }
    } catch (YamlException e) {
      throw new RenderException(
          Position.of(file),
          "what the template renders to is no YAML: line %d: %s"
              .formatted(e.position().line(), e.problem()),
          e);
    }
  }

  /// Low to high: value files in order, `values` or `valuesObject`, parameters, file parameters.
  private List<ValuesSource> values(String path) {
    var values = new ArrayList<ValuesSource>();
    for (var file : valueFiles(path).entrySet()) {
      values.add(new ValuesSource.File(file.getKey(), file.getValue()));
    }
    if (helm.valuesObject() != null) {
      values.add(new ValuesSource.Values(helm.valuesObject()));
    } else if (!helm.values().isBlank()) {
      values.add(
          new ValuesSource.File("spec.source.helm.values of " + application.name(), helm.values()));
    }
    for (Source.Parameter parameter : helm.parameters()) {
      String expression = parameter.name() + "=" + escape(environment.expand(parameter.value()));
      values.add(
          parameter.forceString()
              ? new ValuesSource.SetString(expression)
              : new ValuesSource.Set(expression));
    }
    for (int i = 0; i < helm.fileParameters().size(); i++) {
      Source.FileParameter parameter = helm.fileParameters().get(i);
      Place place = place(path, environment.expand(parameter.path()));
      if (!place.tree().isFile(place.path())) {
        throw missing(
            place,
            "helm.fileParameters[" + i + "].path",
            parameter.path(),
            "the file of the Helm parameter " + parameter.name());
      }
      values.add(ValuesSource.SetFile.of(parameter.name(), place.tree().text(place.path())));
    }
    return values;
  }

  /// Commas separate values for Helm; Argo CD escapes them, but for a `{a,b}` list.
  private static String escape(String value) {
    if (value.startsWith("{") && value.endsWith("}")) {
      return value;
    }
    return value.replaceAll("(?<!\\\\),", "\\\\,");
  }

  private record Place(RevisionTree tree, String path) {}

  private static RenderException missing(Place place, String field, String written, String what) {
    return RenderException.missing(
        new RenderException.Reference(field, written, place.path(), false),
        what + " does not exist in " + place.tree().id() + "; correct the path or add the file");
  }

  /// Where a path of the `helm` block is: relative to the chart, `/` from the repository's root,
  /// `$ref/` from the root of another source.
  private Place place(String path, String written) {
    RevisionTree tree = source.tree();
    String relative = written;
    String base = path;
    if (written.startsWith("$")) {
      int slash = written.indexOf('/');
      String ref = slash < 0 ? written.substring(1) : written.substring(1, slash);
      SourceRevision lender = lent.get(ref);
      if (lender == null) {
        throw new RenderException(
            null,
            "%s names the source $%s, but no source has ref: %s; found %s"
                .formatted(written, ref, ref, lent.keySet()));
      }
      tree = lender.tree();
      relative = slash < 0 ? "" : written.substring(slash + 1);
      base = "";
    }
    String file =
        RepoPath.resolve(base, relative)
            .orElseThrow(() ->
                new RenderException(
                    null, written + " leaves the repository: keep paths inside of it"));
    return new Place(tree, file);
  }

  /// Name to text, in order. A pattern expands in lexical order; a file that is listed by itself
  /// keeps its own place.
  private Map<String, String> valueFiles(String path) {
    var files = new LinkedHashMap<String, String>();
    var explicit = new ArrayList<String>();
    for (String written : helm.valueFiles()) {
      if (!Glob.isPattern(written)) {
        explicit.add(written);
      }
    }
    for (int i = 0; i < helm.valueFiles().size(); i++) {
      String written = helm.valueFiles().get(i);
      String field = "helm.valueFiles[" + i + "]";
      String expanded = expandPath(written);
      if (expanded.startsWith("http://") || expanded.startsWith("https://")) {
        throw RenderException.unsupported(
            null, "the value file " + expanded + " is a URL: put it into the repository");
      }
      Place place = place(path, expanded);
      if (Glob.isPattern(expanded)) {
        List<String> matches = matches(place);
        if (matches.isEmpty() && !helm.ignoreMissingValueFiles()) {
          throw missing(place, field, written, "a value file that matches " + written);
        }
        for (String match : matches) {
          if (explicit.stream()
              .noneMatch(other -> place(path, expandPath(other)).path().equals(match))) {
            files.putIfAbsent(match, place.tree().text(match));
          }
        }
      } else if (place.tree().isFile(place.path())) {
        files.putIfAbsent(place.path(), place.tree().text(place.path()));
      } else if (!helm.ignoreMissingValueFiles()) {
        throw missing(place, field, written, "the value file " + written);
      }
    }
    return files;
  }

  /// The `$ref` in front is no variable.
  private String expandPath(String written) {
    if (!written.startsWith("$")) {
      return environment.expand(written);
    }
    int slash = written.indexOf('/');
    String first = slash < 0 ? written : written.substring(0, slash);
    return lent.containsKey(first.substring(1))
        ? first + environment.expand(slash < 0 ? "" : written.substring(slash))
        : first.startsWith("$ARGOCD_") || first.startsWith("${")
            ? environment.expand(written)
            : written;
  }

  private static List<String> matches(Place place) {
    Glob glob = Glob.of(place.path(), Glob.Dialect.SEGMENTS);
    String fixed = place.path();
    while (Glob.isPattern(fixed)) {
      int slash = fixed.lastIndexOf('/');
      fixed = slash < 0 ? "" : fixed.substring(0, slash);
    }
    return place.tree().walk(fixed).stream()
        .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
        .map(TreeEntry::path)
        .filter(glob::matches)
        .sorted()
        .toList();
  }
}
