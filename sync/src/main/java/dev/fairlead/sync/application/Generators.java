package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.ApplicationSet.Cluster;
import dev.fairlead.sync.application.ApplicationSet.GenerationException;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The generators of ApplicationSets: list, clusters, git directories and files, matrix, merge.
final class Generators {
  static final List<String> KINDS = List.of("list", "clusters", "git", "matrix", "merge");

  private static final int MAX_NAME = 253;

  private final ApplicationSet.Surroundings surroundings;
  private final boolean go;

  Generators(ApplicationSet.Surroundings surroundings, boolean go) {
    this.surroundings = surroundings;
    this.go = go;
  }

  /// One set of parameters.
  ///
  /// @param values for Go templates: any structure
  /// @param flat for `{{key}}` templates: dotted keys to texts
  /// @param template what the generator itself adds to the set's template; may be empty
  record Result(ObjectNode values, Map<String, String> flat, ObjectNode template) {
    Result(ObjectNode values, Map<String, String> flat) {
      this(values, flat, JsonNodeFactory.instance.objectNode());
    }
  }

  List<Result> run(JsonNode spec) {
    var all = new ArrayList<Result>();
    for (JsonNode generator : spec.path("generators")) {
      all.addAll(generator(generator, 0));
    }
    return all;
  }

  private List<Result> generator(JsonNode generator, int depth) {
    List<Result> results;
    if (generator.has("list")) {
      results = list(generator.path("list"));
    } else if (generator.has("clusters")) {
      results = clusters(generator.path("clusters"));
    } else if (generator.has("git")) {
      results = git(generator.path("git"));
    } else if (generator.has("matrix") && depth < 2) {
      results = matrix(generator.path("matrix"), depth);
    } else if (generator.has("merge") && depth < 2) {
      results = merge(generator.path("merge"), depth);
    } else {
      throw new GenerationException(
          "expected one of the generators %s, found %s"
              .formatted(KINDS, generator.properties().stream().map(Map.Entry::getKey).toList()));
    }
    JsonNode selector = generator.path("selector");
    if (selector.isObject()) {
      var matcher = LabelSelector.of(selector);
      results = results.stream().filter(result -> matcher.matches(result.flat())).toList();
    }
    ObjectNode template = template(generator);
    return template.isEmpty()
        ? results
        : results.stream()
            .map(result -> new Result(result.values(), result.flat(), template))
            .toList();
  }

  private static ObjectNode template(JsonNode generator) {
    for (String kind : KINDS) {
      if (generator.path(kind).path("template") instanceof ObjectNode template) {
        return template;
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private List<Result> list(JsonNode list) {
    var results = new ArrayList<Result>();
    list.path("elements").forEach(element -> results.add(ofElement(element)));
    String yaml = list.path("elementsYaml").asText("");
    if (!yaml.isBlank()) {
      parse("elementsYaml", yaml).forEach(element -> results.add(ofElement(element)));
    }
    return results;
  }

  private static Result ofElement(JsonNode element) {
    if (!(element instanceof ObjectNode values)) {
      throw new GenerationException("an element of the list generator is no mapping: " + element);
    }
    var flat = new LinkedHashMap<String, String>();
    flatten("", values, flat);
    return new Result(values.deepCopy(), flat);
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(entry ->
              flatten(
                  prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                  entry.getValue(),
                  into));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(prefix + "." + i, node.get(i), into);
      }
    } else if (!node.isNull()) {
      into.put(prefix, node.asText());
    }
  }

  private List<Result> clusters(JsonNode generator) {
    var results = new ArrayList<Result>();
    // Clusters of secrets would carry labels; the one that we run in has none.
    if (generator.path("selector").isObject() && !generator.path("selector").isEmpty()) {
      return results;
    }
    for (Cluster cluster : surroundings.clusters()) {
      ObjectNode values = JsonNodeFactory.instance.objectNode();
      values.put("name", cluster.name());
      values.put("nameNormalized", normalize(cluster.name()));
      values.put("server", cluster.server());
      values.put("project", "");
      results.add(withValues(values, generator.path("values")));
    }
    return results;
  }

  /// Adds the `values` of a generator, which may use its parameters.
  private Result withValues(ObjectNode values, JsonNode extra) {
    var flat = new LinkedHashMap<String, String>();
    flatten("", values, flat);
    return withValues(new Result(values, flat), extra);
  }

  private Result withValues(Result result, JsonNode extra) {
    if (extra.isObject() && !extra.isEmpty()) {
      ObjectNode own = result.values().putObject("values");
      for (Map.Entry<String, JsonNode> entry : extra.properties()) {
        String text = SetTemplate.text(entry.getValue().asText(""), result, go);
        own.put(entry.getKey(), text);
        result.flat().put("values." + entry.getKey(), text);
      }
    }
    return result;
  }

  private List<Result> git(JsonNode git) {
    String repoUrl = git.path("repoURL").asText("");
    String revision = git.path("revision").asText("");
    RevisionTree tree;
    try {
      tree = surroundings.tree(repoUrl, revision.isEmpty() ? "HEAD" : revision);
    } catch (RuntimeException e) {
      throw new GenerationException(
          "the git generator cannot read %s: %s".formatted(repoUrl, e.getMessage()), e);
    }
    var results = new ArrayList<Result>();
    String prefix = git.path("pathParamPrefix").asText("");
    if (git.path("directories").isArray()) {
      var paths = new ArrayList<String>();
      directories(tree, "", paths);
      for (String path : select(git.path("directories"), paths, Glob.Dialect.SEGMENTS)) {
        results.add(withValues(ofPath(path, prefix), git.path("values")));
      }
    } else {
      List<String> files = tree.walk("").stream().map(TreeEntry::path).toList();
      for (String file : select(git.path("files"), files, Glob.Dialect.CROSSING)) {
        for (JsonNode content : parse(file, tree.text(file))) {
          results.add(withValues(ofFile(file, content, prefix), git.path("values")));
        }
      }
    }
    return results;
  }

  private static void directories(RevisionTree tree, String path, List<String> into) {
    for (TreeEntry entry : tree.list(path)) {
      if (entry.kind() == TreeEntry.Kind.DIRECTORY && !entry.name().startsWith(".")) {
        into.add(entry.path());
        directories(tree, entry.path(), into);
      }
    }
  }

  /// Paths that a pattern takes in and none excludes, in the order of the paths.
  private static List<String> select(JsonNode patterns, List<String> paths, Glob.Dialect dialect) {
    var include = new ArrayList<Glob>();
    var exclude = new ArrayList<Glob>();
    for (JsonNode pattern : patterns) {
      Glob glob = Glob.of(pattern.path("path").asText(""), dialect);
      (pattern.path("exclude").asBoolean() ? exclude : include).add(glob);
    }
    return paths.stream()
        .filter(path -> include.stream().anyMatch(glob -> glob.matches(path)))
        .filter(path -> exclude.stream().noneMatch(glob -> glob.matches(path)))
        .sorted()
        .toList();
  }

  private Result ofPath(String path, String prefix) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    var flat = new LinkedHashMap<String, String>();
    addPath(path, prefix, values, flat);
    return new Result(values, flat);
  }

  private static void addPath(
      String path, String prefix, ObjectNode values, Map<String, String> flat) {
    String basename = path.substring(path.lastIndexOf('/') + 1);
    ObjectNode owner = prefix.isEmpty() ? values : values.putObject(prefix);
    ObjectNode node = owner.putObject("path");
    node.put("path", path);
    node.put("basename", basename);
    node.put("basenameNormalized", normalize(basename));
    ArrayNode segments = node.putArray("segments");
    String name = prefix.isEmpty() ? "path" : prefix + ".path";
    flat.put(name, path);
    flat.put(name + ".basename", basename);
    flat.put(name + ".basenameNormalized", normalize(basename));
    String[] parts = path.split("/");
    for (int i = 0; i < parts.length; i++) {
      segments.add(parts[i]);
      flat.put(name + "[" + i + "]", parts[i]);
    }
  }

  private static Result ofFile(String file, JsonNode content, String prefix) {
    if (!(content instanceof ObjectNode object)) {
      throw new GenerationException(
          file + ": expected a mapping of parameters, found " + content.getNodeType());
    }
    ObjectNode values = object.deepCopy();
    var flat = new LinkedHashMap<String, String>();
    flatten("", values, flat);
    int slash = file.lastIndexOf('/');
    addPath(slash < 0 ? "." : file.substring(0, slash), prefix, values, flat);
    String filename = file.substring(slash + 1);
    ObjectNode owner = prefix.isEmpty() ? values : (ObjectNode) values.path(prefix);
    ObjectNode path = (ObjectNode) owner.path("path");
    path.put("filename", filename).put("filenameNormalized", normalize(filename));
    String name = prefix.isEmpty() ? "path" : prefix + ".path";
    flat.put(name + ".filename", filename);
    flat.put(name + ".filenameNormalized", normalize(filename));
    return new Result(values, flat);
  }

  /// The mappings of a file: a list gives one each.
  private static List<JsonNode> parse(String file, String text) {
    var all = new ArrayList<JsonNode>();
    try {
      for (YamlNode document : Yaml.parse(file, text)) {
        JsonNode json = YamlJson.toJson(document, Schema.YAML_1_1);
        if (json.isArray()) {
          json.forEach(all::add);
        } else if (!json.isNull()) {
          all.add(json);
        }
      }
    } catch (YamlException e) {
      throw new GenerationException(Objects.requireNonNullElse(e.getMessage(), file), e);
    }
    return all;
  }

  private List<Result> matrix(JsonNode matrix, int depth) {
    JsonNode generators = matrix.path("generators");
    if (generators.size() != 2) {
      throw new GenerationException(
          "the matrix generator needs two generators, found " + generators.size());
    }
    var results = new ArrayList<Result>();
    for (Result first : generator(generators.get(0), depth + 1)) {
      // The second may use what the first gives.
      JsonNode filled = SetTemplate.fill(generators.get(1), first, go);
      for (Result second : generator(filled, depth + 1)) {
        ObjectNode values = second.values().deepCopy();
        overlay(values, first.values());
        var flat = new LinkedHashMap<>(second.flat());
        for (Map.Entry<String, String> entry : first.flat().entrySet()) {
          String other = flat.put(entry.getKey(), entry.getValue());
          if (!go && other != null && !other.equals(entry.getValue())) {
            throw new GenerationException(
                "the matrix generator: both generators give %s, as \"%s\" and \"%s\""
                    .formatted(entry.getKey(), entry.getValue(), other));
          }
        }
        results.add(new Result(values, flat));
      }
    }
    return results;
  }

  private static void overlay(ObjectNode into, ObjectNode winner) {
    for (Map.Entry<String, JsonNode> entry : winner.properties()) {
      if (entry.getValue() instanceof ObjectNode object
          && into.path(entry.getKey()) instanceof ObjectNode inner) {
        overlay(inner, object);
      } else {
        into.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  private List<Result> merge(JsonNode merge, int depth) {
    List<String> keys = Json.texts(merge, "mergeKeys");
    JsonNode generators = merge.path("generators");
    if (generators.size() < 2 || keys.isEmpty()) {
      throw new GenerationException(
          "the merge generator needs two or more generators, and mergeKeys");
    }
    var merged = new LinkedHashMap<List<String>, Result>();
    for (int i = 0; i < generators.size(); i++) {
      var seen = new ArrayList<List<String>>();
      for (Result result : generator(generators.get(i), depth + 1)) {
        List<String> id = keys.stream().map(key -> result.flat().getOrDefault(key, "")).toList();
        if (seen.contains(id)) {
          throw new GenerationException(
              "the merge generator: one generator gives %s = %s twice".formatted(keys, id));
        }
        seen.add(id);
        Result base = merged.get(id);
        if (base == null) {
          if (i == 0) {
            merged.put(id, result);
          }
        } else {
          ObjectNode values = base.values().deepCopy();
          overlay(values, result.values());
          var flat = new LinkedHashMap<>(base.flat());
          flat.putAll(result.flat());
          merged.put(id, new Result(values, flat));
        }
      }
    }
    return List.copyOf(merged.values());
  }

  /// A text as it can be part of a name.
  static String normalize(String text) {
    String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-.]", "-");
    name = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return name.replaceAll("^[-.]+|[-.]+$", "");
  }
}
