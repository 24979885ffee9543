package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the config maps and secrets of `configMapGenerator` and `secretGenerator`.
///
/// @param read the content of a file that the kustomization names
record Generator(Kustomization kustomization, Function<String, byte[]> read) {
  private static final Set<String> FIELDS =
      Set.of(
          "name", "namespace", "behavior", "literals", "files", "envs", "env", "options", "type");
  private static final int BASE64_LINE = 70;

  /// What `field` asks for, in its order.
  List<Resource> generate(String field, String kind) {
    List<Resource> generated = new ArrayList<>();
    for (JsonNode entry : kustomization.list(field)) {
      generated.add(resource(kind, entry));
    }
    return generated;
  }

  private Resource resource(String kind, JsonNode entry) {
    entry
        .fieldNames()
        .forEachRemaining(name -> {
          if (!FIELDS.contains(name)) {
            throw new Refusal("unknown field \"" + name + "\" in a generator");
          }
        });
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", kind);
    String name = entry.path("name").asText("");
    if (name.isEmpty()) {
      throw new Refusal("a generator of a " + kind + " has no name");
    }
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!entry.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", entry.path("namespace").asText());
    }
    if (kind.equals("Secret")) {
      object.put("type", entry.path("type").asText("Opaque"));
      object.putObject("data");
    }
    data(name, entry).forEach((key, value) -> put(object, kind, key, value));
    Options options = options(entry);
    putAll(metadata, "labels", options.labels());
    putAll(metadata, "annotations", options.annotations());
    if (options.immutable()) {
      object.put("immutable", true);
    }
    return new Resource(object, behavior(entry), !options.withoutHash());
  }

  private static Resource.Behavior behavior(JsonNode entry) {
    return switch (entry.path("behavior").asText("").toLowerCase(Locale.ROOT)) {
      case "merge" -> Resource.Behavior.MERGE;
      case "replace" -> Resource.Behavior.REPLACE;
      default -> Resource.Behavior.CREATE;
    };
  }

  private static void put(ObjectNode object, String kind, String key, byte[] value) {
    String text = utf8(value);
    if (kind.equals("Secret")) {
      object.withObject("/data").put(key, base64(value));
    } else if (text != null) {
      object.withObject("/data").put(key, text);
    } else {
      object.withObject("/binaryData").put(key, base64(value));
    }
  }

  private static @Nullable String utf8(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException _) {
      return null; // binary: that is the answer
    }
  }

  /// Long values are broken into lines, each with a line feed.
  private static String base64(byte[] value) {
    String text = Base64.getEncoder().encodeToString(value);
    if (text.length() < BASE64_LINE) {
      return text;
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < text.length(); i += BASE64_LINE) {
      lines.append(text, i, Math.min(i + BASE64_LINE, text.length())).append('\n');
    }
    return lines.toString();
  }

  private static void putAll(ObjectNode metadata, String field, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      new TreeMap<>(texts).forEach(metadata.putObject(field)::put);
    }
  }

  private Map<String, byte[]> data(String name, JsonNode entry) {
    TreeMap<String, byte[]> data = new TreeMap<>();
    List<String> environments = texts(entry, "envs");
    if (!entry.path("env").asText("").isEmpty()) {
      environments.add(entry.path("env").asText());
    }
    for (String file : environments) {
      for (Pair pair : environment(file)) {
        add(name, data, pair.key(), pair.value().getBytes(StandardCharsets.UTF_8));
      }
    }
    for (String literal : texts(entry, "literals")) {
      int equals = literal.indexOf('=');
      if (equals <= 0) {
        throw new Refusal("invalid literal source " + literal + ", expected key=value");
      }
      String value = unquoted(literal.substring(equals + 1));
      add(name, data, literal.substring(0, equals), value.getBytes(StandardCharsets.UTF_8));
    }
    for (String source : texts(entry, "files")) {
      String[] parts = source.split("=", -1);
      if (parts.length > 2 || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
        throw new Refusal("invalid file source " + source + ", expected path or key=path");
      }
      String path = parts[parts.length - 1];
      String key = parts.length == 2 ? parts[0] : path.substring(path.lastIndexOf('/') + 1);
      add(name, data, key, read.apply(path));
    }
    return data;
  }

  private static void add(String name, Map<String, byte[]> data, String key, byte[] value) {
    if (data.putIfAbsent(key, value) != null) {
      throw new Refusal("configmap %s illegally repeats the key `%s`".formatted(name, key));
    }
  }

  private List<String> texts(JsonNode entry, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : entry.path(field)) {
      if (!item.isTextual()) {
        throw new Refusal(
            "%s must be texts, but one is %s: put it in quotes".formatted(field, item));
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  private record Pair(String key, String value) {}

  /// The pairs of an environment file: `key=value` lines, comments and blank lines.
  private List<Pair> environment(String file) {
    String text = utf8(read.apply(file));
    if (text == null) {
      throw new Refusal("env file " + file + " has invalid utf8 bytes");
    }
    List<Pair> pairs = new ArrayList<>();
    List<String> lines = Arrays.asList(text.split("\n", -1));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (i == 0 && line.startsWith("\ufeff")) {
        line = line.substring(1);
      }
      line = line.stripLeading();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String value = equals < 0 ? "" : line.substring(equals + 1);
      String key = equals < 0 ? line : line.substring(0, equals);
      if (!key.isEmpty()) {
        pairs.add(new Pair(key, value));
      }
    }
    return pairs;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && text.charAt(0) == text.charAt(text.length() - 1)
            && (text.charAt(0) == '"' || text.charAt(0) == '\'');
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private record Options(
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean withoutHash,
      boolean immutable) {}

  /// The entry's own options, and those of the whole kustomization where the entry has none.
  private Options options(JsonNode entry) {
    JsonNode own = entry.path("options");
    JsonNode global = kustomization.fields().path("generatorOptions");
    return new Options(
        Resource.merged(
            kustomization.map(global.path("labels"), "generatorOptions.labels"),
            kustomization.map(own.path("labels"), "options.labels")),
        Resource.merged(
            kustomization.map(global.path("annotations"), "generatorOptions.annotations"),
            kustomization.map(own.path("annotations"), "options.annotations")),
        own.path("disableNameSuffixHash").asBoolean()
            || global.path("disableNameSuffixHash").asBoolean(),
        own.path("immutable").asBoolean() || global.path("immutable").asBoolean());
  }
}
