package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An `Application` of `argoproj.io/v1alpha1` as it is written, with Argo CD's defaults filled in.
/// Reading is tolerant; [SpecCheck] says what is wrong with one.
///
/// @param uid empty where the object is not (yet) in a cluster
/// @param project `default` where none is named
/// @param sources one or many; empty where there is neither `source` nor `sources`
/// @param multiSource whether `sources` was used, which decides the shape of the status
/// @param object the whole object
public record Application(
    String namespace,
    String name,
    String uid,
    Map<String, String> annotations,
    Map<String, String> labels,
    List<String> finalizers,
    boolean deleting,
    String project,
    List<Source> sources,
    boolean multiSource,
    Destination destination,
    SyncPolicy syncPolicy,
    List<IgnoreDifference> ignoreDifferences,
    int revisionHistoryLimit,
    ObjectNode object) {

  public static final String GROUP = "argoproj.io";
  public static final String API_VERSION = "argoproj.io/v1alpha1";
  public static final String KIND = "Application";

  /// Deletes the objects of an Application with it.
  public static final String RESOURCES_FINALIZER = "resources-finalizer.argocd.argoproj.io";

  public Application {
    annotations = Map.copyOf(annotations);
    labels = Map.copyOf(labels);
    finalizers = List.copyOf(finalizers);
    sources = List.copyOf(sources);
    ignoreDifferences = List.copyOf(ignoreDifferences);
  }

  /// Reads an object of kind `Application`; it is not changed.
  public static Application of(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    JsonNode spec = object.path("spec");
    var sources = new ArrayList<Source>();
    boolean multiSource = spec.path("sources").isArray() && !spec.path("sources").isEmpty();
    if (multiSource) {
      spec.path("sources").forEach(source -> sources.add(Source.of(source)));
    } else if (spec.path("source").isObject()) {
      sources.add(Source.of(spec.path("source")));
    }
    var ignores = new ArrayList<IgnoreDifference>();
    spec.path("ignoreDifferences").forEach(rule -> ignores.add(IgnoreDifference.of(rule)));
    String project = Json.text(spec, "project");
    return new Application(
        Json.text(metadata, "namespace"),
        Json.text(metadata, "name"),
        Json.text(metadata, "uid"),
        Json.map(metadata, "annotations"),
        Json.map(metadata, "labels"),
        Json.texts(metadata, "finalizers"),
        metadata.hasNonNull("deletionTimestamp"),
        project.isEmpty() ? "default" : project,
        sources,
        multiSource,
        Destination.of(spec.path("destination")),
        SyncPolicy.of(spec.path("syncPolicy")),
        ignores,
        spec.path("revisionHistoryLimit").asInt(10),
        object);
  }

  /// The pending request to start a sync.
  public Optional<ObjectNode> operation() {
    return object.path("operation") instanceof ObjectNode found && !found.isEmpty()
        ? Optional.of(found)
        : Optional.empty();
  }

  /// The status as the cluster has it; a missing node where there is none.
  public JsonNode status() {
    return object.path("status");
  }

  /// Where the objects are to be.
  ///
  /// @param server URL, or empty
  /// @param name the cluster's name, or empty
  /// @param namespace default for objects without one; may be empty
  public record Destination(String server, String name, String namespace) {
    /// The cluster that the control plane runs in.
    public static final String IN_CLUSTER = "https://kubernetes.default.svc";

    static Destination of(JsonNode node) {
      return new Destination(
          Json.text(node, "server"), Json.text(node, "name"), Json.text(node, "namespace"));
    }

    /// Whether this names the cluster that the control plane itself uses.
    public boolean isInCluster() {
      return server.isEmpty()
          ? name.equals("in-cluster")
          : (server.endsWith("/") ? server.substring(0, server.length() - 1) : server)
              .equals(IN_CLUSTER);
    }
  }

  /// Differences that do not count.
  ///
  /// @param group glob over the API group
  /// @param kind glob over the kind
  /// @param name null: any
  /// @param namespace null: any
  public record IgnoreDifference(
      String group,
      String kind,
      @Nullable String name,
      @Nullable String namespace,
      List<String> jsonPointers,
      List<String> jqPathExpressions,
      List<String> managedFieldsManagers) {

    public IgnoreDifference {
      jsonPointers = List.copyOf(jsonPointers);
      jqPathExpressions = List.copyOf(jqPathExpressions);
      managedFieldsManagers = List.copyOf(managedFieldsManagers);
    }

    static IgnoreDifference of(JsonNode node) {
      String name = Json.text(node, "name");
      String namespace = Json.text(node, "namespace");
      return new IgnoreDifference(
          Json.text(node, "group"),
          Json.text(node, "kind"),
          name.isEmpty() ? null : name,
          namespace.isEmpty() ? null : namespace,
          Json.texts(node, "jsonPointers"),
          Json.texts(node, "jqPathExpressions"),
          Json.texts(node, "managedFieldsManagers"));
    }
  }
}
