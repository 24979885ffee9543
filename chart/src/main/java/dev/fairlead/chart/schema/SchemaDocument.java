package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.fairlead.chart.go.GoStrings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A document of schemas: its resources (parts with an `$id` of their own), anchors, references.
final class SchemaDocument {
  private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

  /// A part of the document with an identity of its own.
  private record Resource(String pointer, String id, Map<String, String> anchors) {}

  private final String url;
  private final JsonNode root;
  private final int draft;
  private final boolean meta;
  private final Set<String> warnings = ConcurrentHashMap.newKeySet();
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();
  private final List<Resource> resources = new ArrayList<>();

  SchemaDocument(String url, JsonNode root, int draft, boolean meta) {
    this.url = url;
    this.root = root;
    this.draft = draft;
    this.meta = meta;
    collect(root, "", new Resource("", url, new HashMap<>()), true);
  }

  String url() {
    return url;
  }

  int draft() {
    return draft;
  }

  boolean isMeta() {
    return meta;
  }

  /// The lines that helm logs about references which it cannot follow.
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// A regular expression, compiled once.
  Pattern pattern(String text) {
    return patterns.computeIfAbsent(text, Pattern::compile);
  }

  Schema root() {
    return schema("");
  }

  Schema schema(String pointer) {
    return schemas.computeIfAbsent(pointer, key -> new Schema(this, key, root.at(key)));
  }

  private void collect(JsonNode node, String pointer, Resource within, boolean first) {
    Resource resource = within;
    if (first) {
      resources.add(within);
    }
    JsonNode id = node.get(draft == 4 ? "id" : "$id");
    if (node.isObject() && id != null && id.isTextual()) {
      String text = id.textValue();
      int hash = text.indexOf('#');
      String base = hash < 0 ? text : text.substring(0, hash);
      if (draft < 2019 && hash >= 0 && hash + 1 < text.length()) {
        resource.anchors().put(text.substring(hash + 1), pointer);
      }
      if (!base.isEmpty()) {
        resource = new Resource(pointer, joined(within.id(), base), new HashMap<>());
        if (pointer.isEmpty()) {
          resources.clear();
        }
        resources.add(resource);
      }
    }
    if (draft >= 2019) {
      anchor(node.get("$anchor"), pointer, resource);
      anchor(node.get("$dynamicAnchor"), pointer, resource);
    }
    if (node.isObject()) {
      for (var entry : node.properties()) {
        if (!DATA.contains(entry.getKey())) {
          String child = pointer + "/" + Schema.escaped(entry.getKey());
          collect(entry.getValue(), child, resource, false);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), pointer + "/" + i, resource, false);
      }
    }
  }

  private static void anchor(@Nullable JsonNode name, String pointer, Resource resource) {
    if (name != null && name.isTextual()) {
      resource.anchors().put(name.textValue(), pointer);
    }
  }

  private Resource resource(String pointer) {
    Resource found = resources.getFirst();
    for (Resource each : resources) {
      boolean holds = pointer.equals(each.pointer()) || pointer.startsWith(each.pointer() + "/");
      if (holds && each.pointer().length() >= found.pointer().length()) {
        found = each;
      }
    }
    return found;
  }

  /// The root of the resource that a schema belongs to.
  Schema resourceRoot(Schema schema) {
    return schema(resource(schema.pointer()).pointer());
  }

  /// A dynamic anchor of the resource that a schema belongs to.
  @Nullable Schema dynamicAnchor(Schema schema, String name) {
    String pointer = resource(schema.pointer()).anchors().get(name);
    if (pointer == null) {
      return null;
    }
    Schema found = schema(pointer);
    return name.equals(found.text("$dynamicAnchor")) ? found : null;
  }

  /// What a reference leads to; null where that cannot be looked at, so that it accepts everything.
  ///
  /// @throws SchemaProblem where there is nothing
  @Nullable Schema resolve(Schema from, String reference) {
    String full = joined(resource(from.pointer()).id(), reference);
    int hash = full.indexOf('#');
    String base = hash < 0 ? full : full.substring(0, hash);
    String fragment = hash < 0 ? "" : full.substring(hash + 1);
    for (Resource each : resources) {
      if (each.id().equals(base) || (each.pointer().isEmpty() && base.equals(url))) {
        return inside(each, base, fragment);
      }
    }
    SchemaDocument metaschema = Metaschemas.at(base);
    if (metaschema != null) {
      return metaschema.inside(metaschema.resources.getFirst(), base, fragment);
    }
    if (base.startsWith("urn:")) {
      warnings.add(
          "level=WARN msg=\"unresolved URN reference ignored; using permissive schema\" urn="
              + base);
      return null;
    }
    if (base.startsWith("http:") || base.startsWith("https:")) {
      // A rendering asks no network.
      return null;
    }
    if (base.startsWith("file:///")) {
      // Nor does it read what is outside of its chart.
      throw new SchemaProblem(
          "failing loading "
              + GoStrings.quote(base)
              + ": open "
              + base.substring("file://".length())
              + ": no such file or directory");
    }
    throw new SchemaProblem(
        "failing loading "
            + GoStrings.quote(base)
            + ": no URLLoader registered for "
            + GoStrings.quote(base));
  }

  private Schema inside(Resource resource, String base, String fragment) {
    String decoded = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    if (decoded.isEmpty() || decoded.startsWith("/")) {
      String pointer = resource.pointer() + decoded;
      if (root.at(pointer).isMissingNode()) {
        throw new SchemaProblem(
            "json-pointer in " + GoStrings.quote(base + "#" + fragment) + " not found");
      }
      return schema(pointer);
    }
    String pointer = resource.anchors().get(decoded);
    if (pointer == null) {
      throw new SchemaProblem(
          "anchor in "
              + GoStrings.quote(base + "#" + fragment)
              + " not found in schema "
              + GoStrings.quote(base));
    }
    return schema(pointer);
  }

  private static String joined(String base, String reference) {
    try {
      if (reference.startsWith("#")) {
        int hash = base.indexOf('#');
        return (hash < 0 ? base : base.substring(0, hash)) + reference;
      }
      String resolved = URI.create(base).resolve(URI.create(reference)).toString();
      // URI writes a file's address with one slash.
      return resolved.startsWith("file:/") && !resolved.startsWith("file://")
          ? "file://" + resolved.substring("file:".length())
          : resolved;
    } catch (IllegalArgumentException _) {
      return reference;
    }
  }

  /// Follows every reference and reads every pattern that the root leads to.
  ///
  /// @throws SchemaProblem where one is broken
  void check() {
    check(root(), new HashSet<>());
  }

  private static void check(Schema schema, Set<Schema> seen) {
    if (!schema.node().isObject() || !seen.add(schema)) {
      return;
    }
    for (String keyword : List.of("$ref", "$recursiveRef", "$dynamicRef")) {
      String reference = schema.text(keyword);
      boolean known = keyword.equals("$ref") || schema.draft() >= 2019;
      if (reference != null && known) {
        Schema target = schema.document().resolve(schema, reference);
        if (target != null && !target.isMeta()) {
          check(target, seen);
        }
        if (schema.draft() < 2019) {
          return;
        }
      }
    }
    for (Schema child : Keywords.children(schema)) {
      check(child, seen);
    }
  }
}
