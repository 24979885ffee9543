package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The type of a value: its kind, its members, and how it merges.
///
/// Built-in kinds have one schema for each Go struct of the API; custom kinds have the structural
/// schema of their definition. Schemas may refer to themselves. Immutable once published; safe for
/// any thread.
public final class Schema {

  /// Kinds of values.
  public enum Kind {
    STRING,
    INT32,
    INT64,
    NUMBER,
    BOOLEAN,
    /// An amount such as `500m`; a number is accepted too.
    QUANTITY,
    INT_OR_STRING,
    /// RFC 3339 with seconds.
    TIME,
    /// RFC 3339 with microseconds.
    MICRO_TIME,
    /// A Go duration such as `5m0s`.
    DURATION,
    /// Base64.
    BYTES,
    /// Any value; maps inside are granular, lists atomic.
    ANY,
    /// Named members.
    STRUCT,
    /// Members of any name and one type.
    MAP,
    LIST
  }

  /// How server-side apply sees a list.
  public enum ListType {
    /// Owned and replaced as a whole.
    ATOMIC,
    /// Scalars, owned one by one.
    SET,
    /// Items with keys, owned and merged one by one.
    MAP
  }

  /// The type of values that no schema describes.
  static final Schema DEDUCED =
      new Schema("", Kind.ANY, null, ListType.ATOMIC, List.of(), false, Extras.NONE);

  private final String name;
  private final Kind kind;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final List<Map.Entry<String, Field>> alwaysWritten = new ArrayList<>();
  private final @Nullable Schema item;
  private final ListType listType;
  private final List<String> keys;
  private final boolean atomic;
  private final Extras extras;

  /// What only structural schemas of custom kinds say.
  ///
  /// @param preserveUnknown whether members that are not declared are kept
  /// @param embedded whether the value is an object with `apiVersion`, `kind` and `metadata`
  /// @param nullable whether null is a value
  /// @param defaultValue filled in where the value is missing
  /// @param openApi the schema as the definition has it, for validation
  record Extras(
      boolean preserveUnknown,
      boolean embedded,
      boolean nullable,
      @Nullable JsonNode defaultValue,
      @Nullable JsonNode openApi) {
    static final Extras NONE = new Extras(false, false, false, null, null);
  }

  /// A member of a struct.
  ///
  /// @param pointer whether an explicit zero value is kept
  /// @param whenAbsent what is written when the member is not there
  /// @param patch how strategic merge patch treats a list
  /// @param keyDefault the value that server-side apply takes for a missing list key
  record Field(
      Schema schema,
      boolean pointer,
      Absent whenAbsent,
      Patch patch,
      @Nullable JsonNode keyDefault) {

    enum Absent {
      OMIT,
      ZERO,
      NULL
    }

    /// @param merge whether items merge
    /// @param key the merge key; empty for scalars
    /// @param retainKeys whether `$retainKeys` applies
    record Patch(boolean merge, String key, boolean retainKeys) {
      static final Patch REPLACE = new Patch(false, "", false);
    }

    static Field plain(Schema schema) {
      return new Field(schema, false, Absent.OMIT, Patch.REPLACE, null);
    }
  }

  private Schema(
      String name,
      Kind kind,
      @Nullable Schema item,
      ListType listType,
      List<String> keys,
      boolean atomic,
      Extras extras) {
    this.name = name;
    this.kind = kind;
    this.item = item;
    this.listType = listType;
    this.keys = List.copyOf(keys);
    this.atomic = atomic;
    this.extras = extras;
  }

  static Schema scalar(Kind kind) {
    return new Schema("", kind, null, ListType.ATOMIC, List.of(), false, Extras.NONE);
  }

  static Schema list(Schema item, ListType type, List<String> keys) {
    return new Schema("", Kind.LIST, item, type, keys, type == ListType.ATOMIC, Extras.NONE);
  }

  static Schema map(Schema item, boolean atomic) {
    return new Schema("", Kind.MAP, item, ListType.ATOMIC, List.of(), atomic, Extras.NONE);
  }

  /// A struct without members yet; see [#declare].
  static Schema struct(String name, boolean atomic) {
    return new Schema(name, Kind.STRUCT, null, ListType.ATOMIC, List.of(), atomic, Extras.NONE);
  }

  /// The same type, owned as a whole.
  Schema asAtomic() {
    Schema copy = new Schema(name, kind, item, listType, keys, true, extras);
    fields.forEach(copy::declare);
    return copy;
  }

  Schema with(Extras more) {
    Schema copy = new Schema(name, kind, item, listType, keys, atomic, more);
    fields.forEach(copy::declare);
    return copy;
  }

  /// Adds a member; only before the schema is published.
  void declare(String member, Field field) {
    fields.put(member, field);
    if (field.whenAbsent() != Field.Absent.OMIT) {
      alwaysWritten.add(Map.entry(member, field));
    }
  }

  /// The members that are there even when nothing was given.
  List<Map.Entry<String, Field>> alwaysWritten() {
    return alwaysWritten;
  }

  /// The kind of value.
  public Kind kind() {
    return kind;
  }

  /// The Go struct's name, such as `DeploymentSpec`; empty where there is none.
  public String name() {
    return name;
  }

  /// The names of a struct's declared members.
  public List<String> memberNames() {
    return List.copyOf(fields.keySet());
  }

  /// The type of a member of a struct or map; null when it is not declared.
  public @Nullable Schema member(String member) {
    Field field = fields.get(member);
    if (field != null) {
      return field.schema();
    }
    return switch (kind) {
      case MAP -> item;
      case ANY -> this;
      default -> extras.preserveUnknown() ? DEDUCED : null;
    };
  }

  /// The type of a list's items or a map's values; null for other kinds.
  public @Nullable Schema item() {
    return item;
  }

  /// How server-side apply sees a list.
  public ListType listType() {
    return listType;
  }

  /// The keys of a list's items, in the schema's order; empty unless the list is a [ListType#MAP].
  public List<String> keys() {
    return keys;
  }

  /// Whether server-side apply owns the list, map or struct as a whole.
  public boolean atomic() {
    return atomic;
  }

  @Nullable Field field(String member) {
    return fields.get(member);
  }

  Map<String, Field> fields() {
    return Collections.unmodifiableMap(fields);
  }

  Extras extras() {
    return extras;
  }

  boolean isScalar() {
    return switch (kind) {
      case STRUCT, MAP, LIST, ANY -> false;
      default -> true;
    };
  }
}
