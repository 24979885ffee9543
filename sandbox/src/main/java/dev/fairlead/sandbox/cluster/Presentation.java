package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/// Objects in the shape that a client asked for: as they are, as rows of a table, as metadata only.
/// One instance for each request: a watch's first table carries the columns, later ones do not.
final class Presentation {
  private final Served.Entry entry;
  private final Negotiation negotiation;
  private final String includeObject;
  private final Tables.Columns columns;
  private final Clock clock;
  private boolean columnsSent;

  Presentation(Served.Entry entry, Negotiation negotiation, String includeObject, Clock clock) {
    this.entry = entry;
    this.negotiation = negotiation;
    this.includeObject = includeObject;
    this.clock = clock;
    this.columns =
        negotiation.form() == Negotiation.Form.TABLE ? Tables.of(entry) : Tables.Columns.NONE;
    if (negotiation.form() == Negotiation.Form.TABLE
        && !Set.of("", "None", "Metadata", "Object").contains(includeObject)) {
      throw Statuses.badRequest(
          "unrecognized includeObject value: \"%s\"".formatted(includeObject));
    }
  }

  /// A single object of the kind.
  ObjectNode object(ObjectNode object) {
    return switch (negotiation.form()) {
      case OBJECT -> object;
      case TABLE -> table(List.of(object), tableMetadata(object));
      case PARTIAL -> partial(object);
      case PARTIAL_LIST ->
          throw notAcceptable(
              "you requested PartialObjectMetadataList, but the requested object is not a list (%s)"
                  .formatted(goType(false)));
    };
  }

  /// An answer that is no object of the kind (a Status): never transformed.
  boolean appliesTo(ObjectNode object) {
    return !object.path("kind").asText().equals("Status");
  }

  ObjectNode list(List<ObjectNode> objects, ObjectNode metadata) {
    return switch (negotiation.form()) {
      case OBJECT -> plainList(objects, metadata);
      case TABLE -> table(objects, metadata);
      case PARTIAL_LIST -> {
        ObjectNode list = Json.object();
        list.put("kind", "PartialObjectMetadataList");
        list.put("apiVersion", metaVersion());
        list.set("metadata", withoutEmptyContinue(metadata));
        if (objects.isEmpty()) {
          list.putNull("items");
        } else {
          ArrayNode items = list.putArray("items");
          objects.forEach(each -> items.add(partial(each)));
        }
        yield list;
      }
      case PARTIAL ->
          throw notAcceptable(
              "you requested PartialObjectMetadata, but the requested object is a list (%s)"
                  .formatted(goType(true)));
    };
  }

  private ObjectNode plainList(List<ObjectNode> objects, ObjectNode metadata) {
    ObjectNode list = Json.object();
    list.put("kind", entry.listKind());
    list.put("apiVersion", entry.type().apiVersion());
    list.set("metadata", metadata);
    ArrayNode items = list.putArray("items");
    for (ObjectNode object : objects) {
      if (entry.custom()) {
        items.add(object);
      } else {
        ObjectNode bare = Json.object();
        bare.setAll(object);
        bare.remove(List.of("kind", "apiVersion"));
        items.add(bare);
      }
    }
    return list;
  }

  /// The object of a watch event.
  JsonNode event(ObjectNode object) {
    return switch (negotiation.form()) {
      case OBJECT -> object;
      case TABLE -> {
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", Json.metadata(object).path("resourceVersion"));
        ObjectNode table = table(List.of(object), metadata);
        if (columnsSent) {
          table.putNull("columnDefinitions");
        }
        columnsSent = true;
        yield table;
      }
      case PARTIAL, PARTIAL_LIST -> partial(object);
    };
  }

  /// The object of a bookmark.
  JsonNode bookmark(long revision, boolean initialEnd) {
    ObjectNode object = Json.object();
    object.put("kind", entry.type().kindName()).put("apiVersion", entry.type().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    if (initialEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    return switch (negotiation.form()) {
      case OBJECT -> object;
      case PARTIAL, PARTIAL_LIST -> partial(object);
      case TABLE -> {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", metaVersion());
        table.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (columnsSent) {
          table.putNull("columnDefinitions");
        } else {
          table.set("columnDefinitions", columns.definitions());
        }
        columnsSent = true;
        ArrayNode rows = table.putArray("rows");
        ObjectNode row = rows.addObject();
        row.set("cells", columns.blank());
        row.set("object", rowObject(object));
        yield table;
      }
    };
  }

  private ObjectNode table(List<ObjectNode> objects, ObjectNode metadata) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", metaVersion());
    table.set("metadata", withoutEmptyContinue(metadata));
    table.set("columnDefinitions", columns.definitions());
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = Json.object();
      row.set("cells", columns.cells(object, clock.instant()));
      row.setAll(columns.rowExtras(object));
      row.set("object", rowObject(object));
      rows.add(row);
    }
    return table;
  }

  private static ObjectNode withoutEmptyContinue(ObjectNode metadata) {
    if (metadata.path("continue").asText("x").isEmpty()) {
      ObjectNode copy = metadata.deepCopy();
      copy.remove("continue");
      return copy;
    }
    return metadata;
  }

  private static ObjectNode tableMetadata(ObjectNode object) {
    ObjectNode metadata = Json.object();
    JsonNode version = Json.metadata(object).get("resourceVersion");
    if (version != null) {
      metadata.set("resourceVersion", version);
    }
    return metadata;
  }

  private JsonNode rowObject(ObjectNode object) {
    return switch (includeObject) {
      case "None" -> com.fasterxml.jackson.databind.node.NullNode.getInstance();
      case "Object" -> object;
      default -> partial(object);
    };
  }

  private ObjectNode partial(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", metaVersion());
    partial.set("metadata", withoutGenerated(object.path("metadata")));
    return partial;
  }

  /// An annotation that exists only in the full form of a DaemonSet.
  private JsonNode withoutGenerated(JsonNode metadata) {
    String name = "deprecated.daemonset.template.generation";
    if (!entry.storage().equals(GroupResource.DAEMON_SETS)
        || !metadata.path("annotations").has(name)) {
      return metadata;
    }
    ObjectNode copy = metadata.deepCopy();
    ObjectNode annotations = Json.childObject(copy, "annotations");
    annotations.remove(name);
    if (annotations.isEmpty()) {
      copy.remove("annotations");
    }
    return copy;
  }

  private String metaVersion() {
    return "meta.k8s.io/" + negotiation.version();
  }

  private static ApiException notAcceptable(String why) {
    return Statuses.failure(406, "NotAcceptable", why, null);
  }

  /// The Go type behind the kind, as messages show it.
  private String goType(boolean list) {
    if (entry.custom()) {
      return list ? "*unstructured.UnstructuredList" : "*unstructured.Unstructured";
    }
    String group = entry.type().group();
    int dot = group.indexOf('.');
    String pack = group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
    return "*" + pack + "." + entry.type().kindName() + (list ? "List" : "");
  }
}
