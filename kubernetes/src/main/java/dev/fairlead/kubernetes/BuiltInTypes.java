package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.Schema.Field;
import dev.fairlead.kubernetes.Schema.Kind;
import dev.fairlead.kubernetes.Schema.ListType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `kinds.txt`, `types.txt` and `traits.txt` into resource types.
final class BuiltInTypes {

  private final Map<String, Map<String, String>> types = new HashMap<>();
  private final Map<String, Map<String, String>> traits = new HashMap<>();
  private final Map<String, Schema> structs = new HashMap<>();

  private BuiltInTypes() {}

  /// The tables as they are written, for documents about them.
  ///
  /// @param types members of each Go struct with the code of their type
  /// @param traits how members are written and merged
  /// @param facts what only OpenAPI says: required members and enumerations
  /// @param kinds the struct of each served kind
  record Tables(
      Map<String, Map<String, String>> types,
      Map<String, Map<String, String>> traits,
      Map<String, Map<String, String>> facts,
      Map<GroupVersionKind, String> kinds) {}

  static Tables tables() {
    BuiltInTypes builder = new BuiltInTypes();
    builder.readMembers("types.txt", builder.types);
    builder.readMembers("traits.txt", builder.traits);
    Map<String, Map<String, String>> facts = new HashMap<>();
    builder.readMembers("schemas.txt", facts);
    Map<GroupVersionKind, String> kinds = new HashMap<>();
    for (String line : lines("kinds.txt")) {
      String[] columns = line.split(" ");
      kinds.put(GroupVersionKind.of(columns[0], columns[1]), columns[8]);
    }
    return new Tables(builder.types, builder.traits, facts, kinds);
  }

  /// The served kinds, and the schema of `metadata` that custom kinds share.
  record Loaded(List<ResourceType> types, Schema metadata, ResourceType scale) {}

  static Loaded load() {
    BuiltInTypes builder = new BuiltInTypes();
    builder.readMembers("types.txt", builder.types);
    builder.readMembers("traits.txt", builder.traits);
    List<ResourceType> all = new ArrayList<>();
    for (String line : lines("kinds.txt")) {
      all.add(builder.type(line.split(" ")));
    }
    ResourceType scale =
        builder.type(
            "autoscaling/v1 Scale scales - - namespaced - none autoscaling.v1.Scale".split(" "));
    return new Loaded(List.copyOf(all), builder.struct("ObjectMeta"), scale);
  }

  private ResourceType type(String[] columns) {
    GroupVersionKind kind = GroupVersionKind.of(columns[0], columns[1]);
    List<String> subresources = words(columns[6]);
    return new ResourceType(
        kind,
        columns[2],
        kind.kind().toLowerCase(Locale.ROOT),
        columns[5].equals("namespaced"),
        words(columns[3]),
        words(columns[4]),
        subresources.contains("status"),
        subresources.contains("scale") ? Optional.of(SCALE) : Optional.empty(),
        switch (columns[7]) {
          case "none" -> ResourceType.GenerationRule.NONE;
          case "spec" -> ResourceType.GenerationRule.SPEC;
          case "spec+annotations" -> ResourceType.GenerationRule.SPEC_AND_ANNOTATIONS;
          case "all" -> ResourceType.GenerationRule.ALL_BUT_METADATA;
          case "all+labels" -> ResourceType.GenerationRule.ALL_BUT_METADATA_AND_LABELS;
          default -> throw new IllegalStateException("kinds.txt: unknown rule " + columns[7]);
        },
        false,
        struct(columns[8]),
        List.of());
  }

  // The selector of a ReplicationController is a plain map, the others' a LabelSelector.
  private static final ResourceType.Scale SCALE =
      new ResourceType.Scale(".spec.replicas", ".status.replicas", Optional.of(".spec.selector"));

  private static List<String> words(String column) {
    return column.equals("-") ? List.of() : List.of(column.split(","));
  }

  /// The schema of a Go struct; made before its members, since types refer to themselves.
  private Schema struct(String type) {
    Schema known = structs.get(type);
    if (known != null) {
      return known;
    }
    Map<String, String> marks = traits.getOrDefault(type, Map.of());
    Schema made =
        Schema.struct(type.substring(type.lastIndexOf('.') + 1), "atomic".equals(marks.get("*")));
    structs.put(type, made);
    Map<String, String> members =
        Objects.requireNonNull(types.get(type), () -> "types.txt has no " + type);
    members.forEach((member, code) -> {
      Traits mark = Traits.parse(marks.getOrDefault(member, ""));
      if (!mark.has("absent")) {
        made.declare(member, field(code, mark));
      }
    });
    return made;
  }

  private Field field(String code, Traits mark) {
    return new Field(
        schema(code, mark),
        mark.has("ptr"),
        mark.has("zero")
            ? Field.Absent.ZERO
            : mark.has("null") ? Field.Absent.NULL : Field.Absent.OMIT,
        new Field.Patch(
            mark.has("merge"),
            Objects.requireNonNullElse(mark.argument("merge"), ""),
            mark.has("retainKeys")),
        keyDefault(code, mark));
  }

  /// What stands for a key that an item lacks: the API gives members that are always written their
  /// zero value as a default.
  private static @Nullable JsonNode keyDefault(String code, Traits mark) {
    if (mark.has("default")) {
      return TextNode.valueOf(mark.argument("default"));
    }
    return switch (code) {
      case "s" -> mark.has("zero") ? TextNode.valueOf("") : null;
      case "i", "l" -> mark.has("zero") ? IntNode.valueOf(0) : null;
      default -> null;
    };
  }

  private Schema schema(String code, Traits mark) {
    if (code.startsWith("[]")) {
      Schema item = schema(code.substring(2), Traits.NONE);
      String keys = mark.argument("map");
      return keys != null
          ? Schema.list(item, ListType.MAP, List.of(keys.split(",")))
          : Schema.list(item, mark.has("set") ? ListType.SET : ListType.ATOMIC, List.of());
    }
    if (code.startsWith("{}")) {
      Schema item = schema(code.substring(2), mark.has("bytes") ? mark : Traits.NONE);
      return Schema.map(item, mark.has("atomic"));
    }
    return switch (code) {
      case "s" -> Schema.scalar(text(mark));
      case "i" -> Schema.scalar(Kind.INT32);
      case "l" -> Schema.scalar(Kind.INT64);
      case "f" -> Schema.scalar(Kind.NUMBER);
      case "b" -> Schema.scalar(Kind.BOOLEAN);
      case "q" -> Schema.scalar(Kind.QUANTITY);
      case "x" -> Schema.scalar(Kind.INT_OR_STRING);
      case "any" -> Schema.scalar(Kind.ANY).asAtomic();
      default -> {
        Schema struct = struct(code);
        // No built-in type that is atomic only in some places refers back to itself.
        yield mark.has("atomic") && !struct.atomic() ? struct.asAtomic() : struct;
      }
    };
  }

  private static Kind text(Traits mark) {
    if (mark.has("time")) {
      return Kind.TIME;
    } else if (mark.has("microtime")) {
      return Kind.MICRO_TIME;
    } else if (mark.has("duration")) {
      return Kind.DURATION;
    }
    return mark.has("bytes") ? Kind.BYTES : Kind.STRING;
  }

  private void readMembers(String file, Map<String, Map<String, String>> into) {
    for (String line : lines(file)) {
      String[] words = line.split(" ");
      Map<String, String> members = new HashMap<>();
      for (int i = 1; i < words.length; i++) {
        int colon = words[i].indexOf(':');
        members.put(words[i].substring(0, colon), words[i].substring(colon + 1));
      }
      into.put(words[0], members);
    }
  }

  private static List<String> lines(String file) {
    try (InputStream in = BuiltInTypes.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + " of the program itself", e);
    }
  }

  /// The marks of one field: words, some with an argument in parentheses.
  record Traits(Map<String, String> marks) {
    static final Traits NONE = new Traits(Map.of());

    static Traits parse(String text) {
      Map<String, String> marks = new HashMap<>();
      int at = 0;
      while (at < text.length()) {
        int end = at;
        while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != '(') {
          end++;
        }
        String word = text.substring(at, end);
        String argument = "";
        if (end < text.length() && text.charAt(end) == '(') {
          int close = text.indexOf(')', end);
          argument = text.substring(end + 1, close);
          end = close + 1;
        }
        marks.put(word, argument);
        at = end + 1;
      }
      return new Traits(marks);
    }

    boolean has(String mark) {
      return marks.containsKey(mark);
    }

    @Nullable String argument(String mark) {
      return marks.get(mark);
    }
  }
}
