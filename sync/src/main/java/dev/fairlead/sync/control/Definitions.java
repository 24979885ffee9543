package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.sync.application.Application;
import java.time.Duration;
import java.util.List;

/// The custom resource definitions of Argo CD's kinds. Where a cluster has them already (because
/// Argo CD was there) they are left alone; else minimal ones of our own are made, with Argo CD's
/// names and columns.
final class Definitions {
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private Definitions() {}

  /// @param plural of the kind
  private record Definition(String kind, String plural, String singular, List<String> shortNames) {}

  private static final List<Definition> ALL =
      List.of(
          new Definition("Application", "applications", "application", List.of("app", "apps")),
          new Definition(
              "ApplicationSet", "applicationsets", "applicationset", List.of("appset", "appsets")),
          new Definition(
              "AppProject", "appprojects", "appproject", List.of("appproj", "appprojs")));

  /// Makes the missing definitions and waits until their kinds are served.
  static void install(ClusterClient cluster) throws InterruptedException {
    boolean missing = false;
    for (Definition definition : ALL) {
      if (cluster.discovery().find(Application.GROUP, definition.kind()).isEmpty()) {
        missing = true;
        create(cluster, definition);
      }
    }
    long end = System.nanoTime() + SERVED_WITHIN.toNanos();
    while (missing) {
      missing =
          ALL.stream()
              .anyMatch(definition ->
                  cluster.rediscover().find(Application.GROUP, definition.kind()).isEmpty());
      if (missing && System.nanoTime() > end) {
        throw ClusterException.unreachable(
            "the cluster accepted the definition of Application but does not serve it",
            new IllegalStateException("not served within " + SERVED_WITHIN));
      }
      if (missing) {
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  private static void create(ClusterClient cluster, Definition definition) {
    ApiResource type =
        cluster
            .discovery()
            .find("apiextensions.k8s.io", "CustomResourceDefinition")
            .orElseThrow(() ->
                new IllegalStateException(
                    cluster.server() + " serves no CustomResourceDefinitions"));
    try {
      cluster.create(type, object(definition), WriteOptions.DEFAULT);
    } catch (ClusterException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private static ObjectNode object(Definition definition) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", definition.plural() + "." + Application.GROUP);
    metadata
        .putObject("labels")
        .put("app.kubernetes.io/name", definition.plural() + "." + Application.GROUP)
        .put("app.kubernetes.io/part-of", "argocd");
    ObjectNode spec = object.putObject("spec");
    spec.put("group", Application.GROUP).put("scope", "Namespaced");
    ObjectNode names = spec.putObject("names");
    names
        .put("kind", definition.kind())
        .put("listKind", definition.kind() + "List")
        .put("plural", definition.plural())
        .put("singular", definition.singular());
    definition.shortNames().forEach(names.putArray("shortNames")::add);
    ObjectNode version = spec.putArray("versions").addObject();
    version.put("name", "v1alpha1").put("served", true).put("storage", true);
    // As Argo CD's own definitions: status is written with the rest of the object.
    version.putObject("subresources");
    schema(version.putObject("schema").putObject("openAPIV3Schema"));
    if (definition.kind().equals("Application")) {
      ArrayNode columns = version.putArray("additionalPrinterColumns");
      column(columns, "Sync Status", ".status.sync.status", 0);
      column(columns, "Health Status", ".status.health.status", 0);
      column(columns, "Revision", ".status.sync.revision", 10);
      column(columns, "Project", ".spec.project", 10);
    }
    return object;
  }

  private static void schema(ObjectNode schema) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.putObject("metadata").put("type", "object");
    for (String field : List.of("spec", "status", "operation")) {
      properties
          .putObject(field)
          .put("type", "object")
          .put("x-kubernetes-preserve-unknown-fields", true);
    }
  }

  private static void column(ArrayNode columns, String name, String path, int priority) {
    ObjectNode column = columns.addObject();
    column.put("name", name).put("type", "string").put("jsonPath", path);
    if (priority > 0) {
      column.put("priority", priority);
    }
  }
}
