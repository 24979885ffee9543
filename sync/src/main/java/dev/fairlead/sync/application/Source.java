package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where manifests come from, and how they are made.
///
/// @param path directory in the repository; empty where not given
/// @param chart name of a chart in a Helm repository; empty for Git
/// @param targetRevision branch, tag, constraint or commit; empty means `HEAD`
/// @param ref the name under which other sources use its files; empty where not given
/// @param helm null where the block is missing or says nothing
/// @param json the source as it is written
public record Source(
    String repoUrl,
    String path,
    String chart,
    String targetRevision,
    String ref,
    String name,
    @Nullable Helm helm,
    @Nullable Kustomize kustomize,
    @Nullable Directory directory,
    @Nullable ObjectNode plugin,
    ObjectNode json) {

  /// Reads a source as it is written.
  public static Source of(JsonNode node) {
    ObjectNode json =
        node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    return new Source(
        Json.text(node, "repoURL"),
        trimPath(Json.text(node, "path")),
        Json.text(node, "chart"),
        Json.text(node, "targetRevision"),
        Json.text(node, "ref"),
        Json.text(node, "name"),
        isSaid(node.path("helm")) ? Helm.of(node.path("helm")) : null,
        isSaid(node.path("kustomize")) ? Kustomize.of(Json.object(node, "kustomize")) : null,
        isSaid(node.path("directory")) ? Directory.of(node.path("directory")) : null,
        node.path("plugin") instanceof ObjectNode plugin && !plugin.isEmpty() ? plugin : null,
        json);
  }

  /// A source that only lends files to others.
  public boolean onlyLends() {
    return !ref.isEmpty() && path.isEmpty() && chart.isEmpty();
  }

  /// The revision to resolve: `HEAD` where none is named.
  public String revision() {
    return targetRevision.isEmpty() ? "HEAD" : targetRevision;
  }

  /// An empty tool block equals a missing one (Argo CD normalises it away when it saves).
  private static boolean isSaid(JsonNode block) {
    return block.isObject() && !block.isEmpty();
  }

  private static String trimPath(String path) {
    String trimmed = path;
    while (trimmed.startsWith("./")) {
      trimmed = trimmed.substring(2);
    }
    while (trimmed.startsWith("/")) {
      trimmed = trimmed.substring(1);
    }
    while (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed;
  }

  /// The `helm` block.
  ///
  /// @param values YAML text; empty where not given
  /// @param valuesObject wins over `values`; null where not given
  /// @param releaseName empty: the Application's name
  /// @param namespace empty: the destination's
  /// @param kubeVersion empty: the cluster's
  /// @param apiVersions empty: the cluster's
  public record Helm(
      List<String> valueFiles,
      String values,
      @Nullable ObjectNode valuesObject,
      List<Parameter> parameters,
      List<FileParameter> fileParameters,
      String releaseName,
      String namespace,
      boolean skipCrds,
      boolean skipTests,
      boolean skipSchemaValidation,
      boolean ignoreMissingValueFiles,
      String kubeVersion,
      List<String> apiVersions) {

    public Helm {
      valueFiles = List.copyOf(valueFiles);
      parameters = List.copyOf(parameters);
      fileParameters = List.copyOf(fileParameters);
      apiVersions = List.copyOf(apiVersions);
    }

    /// What holds where there is no `helm` block.
    public static final Helm NONE = of(JsonNodeFactory.instance.objectNode());

    static Helm of(JsonNode node) {
      var parameters = new ArrayList<Parameter>();
      for (JsonNode parameter : node.path("parameters")) {
        parameters.add(
            new Parameter(
                Json.text(parameter, "name"),
                Json.text(parameter, "value"),
                Json.flag(parameter, "forceString")));
      }
      var files = new ArrayList<FileParameter>();
      for (JsonNode parameter : node.path("fileParameters")) {
        files.add(new FileParameter(Json.text(parameter, "name"), Json.text(parameter, "path")));
      }
      return new Helm(
          Json.texts(node, "valueFiles"),
          Json.text(node, "values"),
          node.path("valuesObject") instanceof ObjectNode values ? values : null,
          parameters,
          files,
          Json.text(node, "releaseName"),
          Json.text(node, "namespace"),
          Json.flag(node, "skipCrds"),
          Json.flag(node, "skipTests"),
          Json.flag(node, "skipSchemaValidation"),
          Json.flag(node, "ignoreMissingValueFiles"),
          Json.text(node, "kubeVersion"),
          Json.texts(node, "apiVersions"));
    }
  }

  /// @param forceString whether it is `--set-string` instead of `--set`
  public record Parameter(String name, String value, boolean forceString) {}

  public record FileParameter(String name, String path) {}

  /// The `kustomize` block, for the port that builds.
  ///
  /// @param json the whole block; lists and maps as Argo CD names them
  public record Kustomize(
      String namePrefix,
      String nameSuffix,
      String namespace,
      List<String> images,
      List<String> components,
      ObjectNode json) {

    public Kustomize {
      images = List.copyOf(images);
      components = List.copyOf(components);
    }

    /// What holds where there is no `kustomize` block.
    public static final Kustomize NONE = of(JsonNodeFactory.instance.objectNode());

    static Kustomize of(ObjectNode node) {
      return new Kustomize(
          Json.text(node, "namePrefix"),
          Json.text(node, "nameSuffix"),
          Json.text(node, "namespace"),
          Json.texts(node, "images"),
          Json.texts(node, "components"),
          node);
    }
  }

  /// The `directory` block.
  ///
  /// @param include glob; empty: all
  /// @param exclude glob; empty: none
  public record Directory(boolean recurse, String include, String exclude, boolean anyExtension) {
    /// What holds where there is no `directory` block.
    public static final Directory NONE = new Directory(false, "", "", false);

    static Directory of(JsonNode node) {
      return new Directory(
          Json.flag(node, "recurse"),
          Json.text(node, "include"),
          Json.text(node, "exclude"),
          Json.flag(node, "disableExtensionFilter"));
    }
  }
}
