package dev.fairlead.chart;

import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `.Chart` as templates of Helm 3 see it: Go's `struct { chart.Metadata; IsRoot bool }`.
record ChartStruct(Struct metadata, boolean root) implements GoJson.JsonObject {

  ChartStruct(Metadata metadata, boolean root) {
    this(of(metadata), root);
  }

  private static Struct of(Metadata of) {
    List<Struct> people = new ArrayList<>();
    for (Metadata.Maintainer each : of.maintainers()) {
      people.add(
          new Struct(
              "*chart.Maintainer",
              List.of(
                  member("Name", "name", each.name()),
                  member("Email", "email", each.email()),
                  member("URL", "url", each.url()))));
    }
    List<Struct> needed = new ArrayList<>();
    for (Dependency each : of.dependencies().orElse(List.of())) {
      needed.add(of(each));
    }
    return new Struct(
        "chart.Metadata",
        List.of(
            member("Name", "name", of.name()),
            member("Home", "home", of.home()),
            member("Sources", "sources", texts(of.sources())),
            member("Version", "version", of.version()),
            member("Description", "description", of.description()),
            member("Keywords", "keywords", texts(of.keywords())),
            member("Maintainers", "maintainers", list("*chart.Maintainer", people)),
            member("Icon", "icon", of.icon()),
            member("APIVersion", "apiVersion", of.apiVersion()),
            member("Condition", "condition", of.condition()),
            member("Tags", "tags", of.tags()),
            member("AppVersion", "appVersion", of.appVersion()),
            member("Deprecated", "deprecated", of.deprecated()),
            member(
                "Annotations",
                "annotations",
                of.annotations().map(ChartStruct::map).orElse(GoMap.nil(GoMap.Type.STRING))),
            member("KubeVersion", "kubeVersion", of.kubeVersion()),
            member("Dependencies", "dependencies", list("*chart.Dependency", needed)),
            member("Type", "type", of.type())));
  }

  private static Struct of(Dependency of) {
    List<@Nullable Object> imports = new ArrayList<>();
    of.importValues().forEach(each -> imports.add(GoJson.fromTree(each)));
    return new Struct(
        "*chart.Dependency",
        List.of(
            new Member(new GoObject.Field("Name", "name", of.name()), false),
            member("Version", "version", of.version()),
            new Member(new GoObject.Field("Repository", "repository", of.repository()), false),
            member("Condition", "condition", of.condition()),
            member("Tags", "tags", texts(of.tags())),
            member("Enabled", "enabled", of.enabled()),
            member("ImportValues", "import-values", list(GoList.ANY, imports)),
            member("Alias", "alias", of.alias())));
  }

  private static GoList list(String element, List<? extends @Nullable Object> items) {
    return items.isEmpty() ? GoList.nil(element) : GoList.of(element, items);
  }

  private static GoList texts(List<String> items) {
    return list("string", items);
  }

  private static GoMap map(Map<String, String> texts) {
    GoMap out = GoMap.create(GoMap.Type.STRING);
    texts.forEach(out::put);
    return out;
  }

  /// A field, and whether JSON leaves it out while it is empty.
  private record Member(GoObject.Field field, boolean omitEmpty) {
    boolean isInJson() {
      return !omitEmpty || GoValues.isTrue(field.value());
    }
  }

  private static Member member(String name, String json, Object value) {
    return new Member(new GoObject.Field(name, json, value), true);
  }

  /// One of the structs that `.Chart` is made of, or a pointer to it.
  private record Struct(String type, List<Member> members) implements GoJson.JsonObject {
    @Override
    public String kind() {
      return type.startsWith("*") ? "ptr" : "struct";
    }

    @Override
    public List<Field> fields() {
      return members.stream().map(Member::field).toList();
    }

    @Override
    public String printed() {
      return type.startsWith("*") ? text().substring(1) : text();
    }

    @Override
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      for (Member member : members) {
        if (member.isInJson()) {
          out.put(member.field.json(), member.field.value());
        }
      }
      return out;
    }
  }

  @Override
  public String type() {
    return "struct { chart.Metadata; IsRoot bool }";
  }

  @Override
  public List<Field> fields() {
    return List.of(new Field("Metadata", metadata), new Field("IsRoot", root));
  }

  /// The fields of the embedded struct are its own too.
  @Override
  public @Nullable Object field(String name) {
    return switch (name) {
      case "Metadata" -> metadata;
      case "IsRoot" -> root;
      default -> metadata.field(name);
    };
  }

  @Override
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> out = metadata.json();
    out.put("IsRoot", root);
    return out;
  }
}
