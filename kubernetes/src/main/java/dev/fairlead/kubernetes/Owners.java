package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entries of `metadata.managedFields` while one write is worked out. Confined to that write.
final class Owners {

  /// Server-made metadata, which nobody owns.
  private static final FieldSet NEVER_OWNED = neverOwned();

  private static final int MAX_UPDATERS = 10;
  private static final String OLD_UPDATES = "ancient-changes";

  private final Map<Id, Entry> entries;

  /// What tells entries apart; the version counts for Updates only, so that an applier stays itself
  /// when it moves to another version.
  record Id(String manager, boolean applied, String updateVersion, String subresource)
      implements Comparable<Id> {

    static Id apply(FieldManager manager) {
      return new Id(manager.name(), true, "", manager.subresource());
    }

    static Id update(FieldManager manager, String apiVersion) {
      return new Id(manager.name(), false, apiVersion, manager.subresource());
    }

    /// As messages name an owner: `"m1"`, `"curl" using apps/v1`.
    String print() {
      StringBuilder text = new StringBuilder(GoText.quote(manager));
      if (!subresource.isEmpty()) {
        text.append(" with subresource ").append(GoText.quote(subresource));
      }
      if (!applied) {
        text.append(" using ").append(updateVersion);
      }
      return text.toString();
    }

    @Override
    public int compareTo(Id other) {
      return Comparator.comparing(Id::manager)
          .thenComparing(Id::applied)
          .thenComparing(Id::updateVersion)
          .thenComparing(Id::subresource)
          .compare(this, other);
    }
  }

  record Entry(String apiVersion, @Nullable String time, FieldSet fields) {}

  private Owners(Map<Id, Entry> entries) {
    this.entries = entries;
  }

  static Owners none() {
    return new Owners(new LinkedHashMap<>());
  }

  /// Reads `managedFields`; empty when an entry is broken.
  static Optional<Owners> decode(JsonNode managedFields) {
    Map<Id, Entry> entries = new LinkedHashMap<>();
    for (JsonNode entry : managedFields) {
      String operation = entry.path("operation").asText();
      String apiVersion = entry.path("apiVersion").asText();
      boolean applied = operation.equals("Apply");
      if ((!applied && !operation.equals("Update"))
          || apiVersion.isEmpty()
          || !entry.path("fieldsType").asText().equals("FieldsV1")) {
        return Optional.empty();
      }
      FieldSet fields;
      try {
        fields = FieldSet.decode(entry.path("fieldsV1"));
      } catch (IllegalArgumentException _) { // an entry that is no field set is as good as none
        return Optional.empty();
      }
      Id id =
          new Id(
              entry.path("manager").asText(),
              applied,
              applied ? "" : apiVersion,
              entry.path("subresource").asText());
      entries.put(id, new Entry(apiVersion, entry.path("time").textValue(), fields));
    }
    return Optional.of(new Owners(entries));
  }

  /// The entries of an object; none when they are broken.
  static Owners of(@Nullable JsonNode object) {
    return object == null
        ? none()
        : decode(object.path("metadata").path("managedFields")).orElseGet(Owners::none);
  }

  private static FieldSet neverOwned() {
    FieldSet.Builder set = new FieldSet.Builder();
    set.add("f:apiVersion");
    set.add("f:kind");
    set.add("f:metadata");
    for (String name :
        List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion")) {
      set.at("f:metadata").add("f:" + name);
    }
    return set.build();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Map<Id, Entry> entries() {
    return entries;
  }

  @Nullable Entry get(Id id) {
    return entries.get(id);
  }

  void put(Id id, Entry entry) {
    FieldSet owned = entry.fields().difference(NEVER_OWNED);
    if (owned.isEmpty()) {
      entries.remove(id);
    } else {
      entries.put(id, new Entry(entry.apiVersion(), entry.time(), owned));
    }
  }

  /// Takes `lost` away from every entry but `keeper`'s.
  void takeFromOthers(@Nullable Id keeper, FieldSet lost) {
    if (lost.isEmpty()) {
      return;
    }
    for (Id id : List.copyOf(entries.keySet())) {
      if (!id.equals(keeper)) {
        Entry entry = entries.get(id);
        if (entry != null) {
          FieldSet rest = entry.fields().difference(lost);
          if (rest.isEmpty()) {
            entries.remove(id);
          } else {
            entries.put(id, new Entry(entry.apiVersion(), entry.time(), rest));
          }
        }
      }
    }
  }

  /// Adapts the entries to the schema of the live object.
  void reconcile(Schema schema) {
    entries.replaceAll((_, entry) ->
        new Entry(entry.apiVersion(), entry.time(), Structure.reconcile(schema, entry.fields())));
  }

  /// Records a write that was no apply: `changed` goes from the others to the writer.
  void recordUpdate(Id writer, String apiVersion, Comparison changes, Instant now) {
    FieldSet set = changes.modified().union(changes.added());
    takeFromOthers(null, set.union(changes.removed()));
    FieldSet gained = set.difference(NEVER_OWNED);
    if (!gained.isEmpty()) {
      Entry before = entries.get(writer);
      // The server loses the time of writes to /scale.
      String time = writer.subresource().equals("scale") ? null : time(now);
      entries.put(
          writer,
          new Entry(apiVersion, time, before == null ? gained : gained.union(before.fields())));
    }
    capUpdaters();
  }

  static String time(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static long seconds(@Nullable String time) {
    if (time == null) {
      return 0;
    }
    try {
      return Instant.parse(time).getEpochSecond();
    } catch (DateTimeException _) { // a time that cannot be read sorts like none
      return 0;
    }
  }

  /// Many updaters would make objects large: the oldest are merged into one entry for each version.
  private void capUpdaters() {
    List<Map.Entry<Id, Entry>> updaters = new ArrayList<>();
    entries.entrySet().stream().filter(entry -> !entry.getKey().applied()).forEach(updaters::add);
    int count = updaters.size();
    if (count <= MAX_UPDATERS) {
      return;
    }
    updaters.sort(
        Comparator.<Map.Entry<Id, Entry>>comparingLong(entry -> seconds(entry.getValue().time()))
            .thenComparing(Map.Entry::getKey));
    Map<String, Id> first = new LinkedHashMap<>();
    for (Map.Entry<Id, Entry> updater : updaters) {
      if (count <= MAX_UPDATERS) {
        return;
      }
      Entry entry = updater.getValue();
      String version = entry.apiVersion();
      Id known = first.putIfAbsent(version, updater.getKey());
      if (known != null) {
        Id bucket = new Id(OLD_UPDATES, false, version, "");
        Entry merged = entries.get(bucket);
        if (merged == null) {
          merged = entries.remove(known);
        }
        if (merged != null) {
          entries.remove(updater.getKey());
          entries.put(
              bucket, new Entry(version, entry.time(), merged.fields().union(entry.fields())));
          count--;
        }
      }
    }
  }

  /// `object`, which is changed, with these entries: appliers first, then oldest first.
  void writeTo(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    entries.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Id, Entry>, Boolean>comparing(entry -> !entry.getKey().applied())
                .thenComparingLong(entry -> seconds(entry.getValue().time()))
                .thenComparing(entry -> entry.getKey().manager())
                .thenComparing(entry -> entry.getValue().apiVersion())
                .thenComparing(entry -> entry.getKey().subresource()))
        .forEach(entry -> list.add(encode(entry.getKey(), entry.getValue())));
    metadata.set("managedFields", list);
  }

  private static ObjectNode encode(Id id, Entry entry) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (!id.manager().isEmpty()) {
      out.put("manager", id.manager());
    }
    out.put("operation", id.applied() ? "Apply" : "Update");
    out.put("apiVersion", entry.apiVersion());
    if (entry.time() != null) {
      out.put("time", entry.time());
    }
    out.put("fieldsType", "FieldsV1");
    out.set("fieldsV1", entry.fields().encode());
    if (!id.subresource().isEmpty()) {
      out.put("subresource", id.subresource());
    }
    return out;
  }
}
