package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fairlead.chart.functions.Constraint;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which subcharts take part: aliases, tags, conditions, imported values (helm's
/// `dependencies.go`).
final class Dependencies {
  private final HelmVersion helm;
  private final Coalesce coalesce;
  private final Consumer<Warning> log;

  Dependencies(HelmVersion helm, Coalesce coalesce, Consumer<Warning> log) {
    this.helm = helm;
    this.coalesce = coalesce;
    this.log = log;
  }

  /// Every declared chart must be there, whatever its condition.
  static void check(HelmVersion helm, Chart chart) {
    List<String> missing = new ArrayList<>();
    for (Dependency dependency : chart.metadata().dependencies().orElse(List.of())) {
      if (chart.subcharts().stream().noneMatch(sub -> sub.name().equals(dependency.name()))) {
        missing.add(dependency.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new ChartException(
          helm.dependencyProblem()
              + " You may need to run `helm dependency build` to fetch missing dependencies: found"
              + " in Chart.yaml, but missing in charts/ directory: "
              + String.join(", ", missing));
    }
  }

  void process(WorkingChart chart, GoMap values) {
    enable(chart, values, "");
    importAll(chart);
  }

  private void enable(WorkingChart chart, GoMap values, String path) {
    if (chart.metadata.dependencies().isEmpty()) {
      return;
    }
    List<Dependency> declared = new ArrayList<>(chart.metadata.dependencies().get());
    List<WorkingChart> charts = new ArrayList<>();
    for (WorkingChart existing : chart.dependencies()) {
      boolean isDeclared =
          declared.stream()
              .anyMatch(d ->
                  d.name().equals(existing.name())
                      && Constraint.isCompatible(d.version(), existing.metadata.version()));
      if (!isDeclared) {
        charts.add(existing);
      }
    }
    for (int i = 0; i < declared.size(); i++) {
      Dependency dependency = declared.get(i);
      WorkingChart found = find(chart.dependencies(), dependency);
      if (found != null) {
        charts.add(found);
      }
      String name = dependency.alias().isEmpty() ? dependency.name() : dependency.alias();
      declared.set(i, dependency.withName(name).withEnabled(true));
    }
    chart.setDependencies(charts);
    chart.metadata = chart.metadata.withDependencies(declared);
    GoMap all = coalesce.coalesce(chart, values);
    tags(declared, all);
    conditions(declared, all, path);
    Set<String> disabled = new HashSet<>();
    for (Dependency dependency : declared) {
      if (!dependency.enabled()) {
        disabled.add(dependency.name());
      }
    }
    List<WorkingChart> kept =
        charts.stream().filter(sub -> !disabled.contains(sub.name())).toList();
    for (WorkingChart sub : kept) {
      enable(sub, all, path + sub.name() + ".");
    }
    chart.metadata =
        chart.metadata.withDependencies(
            declared.stream().filter(d -> !disabled.contains(d.name())).toList());
    chart.setDependencies(kept);
  }

  private @Nullable WorkingChart find(List<WorkingChart> charts, Dependency dependency) {
    for (WorkingChart chart : charts) {
      if (chart.name().equals(dependency.name())
          && Constraint.isCompatible(dependency.version(), chart.metadata.version())) {
        WorkingChart copy = chart.copy(helm.copiesAliased());
        if (!dependency.alias().isEmpty()) {
          copy.metadata = copy.metadata.withName(dependency.alias());
        }
        return copy;
      }
    }
    return null;
  }

  private void tags(List<Dependency> declared, GoMap values) {
    if (!(values.get("tags") instanceof GoMap tags)) {
      return;
    }
    for (int i = 0; i < declared.size(); i++) {
      Dependency dependency = declared.get(i);
      boolean hasTrue = false;
      boolean hasFalse = false;
      for (String tag : dependency.tags()) {
        if (!tags.has(tag)) {
          continue;
        }
        if (tags.get(tag) instanceof Boolean bool) {
          hasTrue |= bool;
          hasFalse |= !bool;
        } else {
          log.accept(new Warning.Tag(tag, dependency.name()));
        }
      }
      declared.set(i, dependency.withEnabled(hasTrue || !hasFalse));
    }
  }

  private void conditions(List<Dependency> declared, GoMap values, String path) {
    for (int i = 0; i < declared.size(); i++) {
      Dependency dependency = declared.get(i);
      for (String condition : GoStrings.trimSpace(dependency.condition()).split(",", -1)) {
        if (condition.isEmpty()) {
          continue;
        }
        Found found = find(values, path + condition);
        if (!found.present()) {
          continue;
        }
        if (found.value() instanceof Boolean bool) {
          declared.set(i, dependency.withEnabled(bool));
          break;
        }
        log.accept(new Warning.Condition(condition, dependency.name()));
      }
    }
  }

  private record Found(@Nullable Object value, boolean present) {
    static final Found NOTHING = new Found(null, false);
  }

  private static Found find(GoMap values, String path) {
    List<String> keys = List.of(path.split("\\.", -1));
    GoMap current = values;
    for (int i = 0; i < keys.size() - 1; i++) {
      if (!(current.get(keys.get(i)) instanceof GoMap table)) {
        return Found.NOTHING;
      }
      current = table;
    }
    String last = keys.getLast();
    Object value = current.get(last);
    return current.has(last) && !(value instanceof GoMap) ? new Found(value, true) : Found.NOTHING;
  }

  private void importAll(WorkingChart chart) {
    for (WorkingChart sub : chart.dependencies()) {
      importAll(sub);
    }
    if (chart.metadata.dependencies().isEmpty()) {
      return;
    }
    List<Dependency> declared = new ArrayList<>(chart.metadata.dependencies().get());
    GoMap values = coalesce.merge(chart, GoMap.create());
    GoMap imported = GoMap.create();
    for (int i = 0; i < declared.size(); i++) {
      Dependency dependency = declared.get(i);
      List<JsonNode> described = new ArrayList<>();
      for (JsonNode each : dependency.importValues()) {
        String child;
        String parent;
        if (each.isTextual()) {
          child = "exports." + each.textValue();
          parent = ".";
        } else if (each.isObject()) {
          child = GoFormat.print(GoJson.fromTree(each.path("child")));
          parent = GoFormat.print(GoJson.fromTree(each.path("parent")));
        } else {
          continue;
        }
        described.add(
            JsonNodeFactory.instance.objectNode().put("child", child).put("parent", parent));
        GoMap table = table(values, dependency.name() + "." + child);
        if (table == null) {
          String last = child.substring(child.lastIndexOf('.') + 1);
          log.accept(new Warning.Import(each.isTextual(), dependency.name(), last));
          continue;
        }
        coalesce.tables(imported, at(parent, table), "", true);
      }
      declared.set(
          i,
          new Dependency(
              dependency.name(),
              dependency.version(),
              dependency.repository(),
              dependency.condition(),
              dependency.tags(),
              dependency.enabled(),
              described,
              dependency.alias()));
    }
    chart.metadata = chart.metadata.withDependencies(declared);
    GoMap own = (GoMap) Objects.requireNonNull(GoValues.deepCopy(values));
    coalesce.tables(own, imported, "", true);
    chart.values = own;
  }

  private static @Nullable GoMap table(GoMap values, String path) {
    GoMap current = values;
    for (String key : path.split("\\.", -1)) {
      if (!(current.get(key) instanceof GoMap next)) {
        return null;
      }
      current = next;
    }
    return current;
  }

  private static GoMap at(String path, GoMap table) {
    if (path.equals(".")) {
      return table;
    }
    GoMap current = table;
    for (String key : List.of(path.split("\\.", -1)).reversed()) {
      GoMap outer = GoMap.create();
      outer.put(key, current);
      current = outer;
    }
    return current;
  }
}
