package dev.fairlead.chart.template;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of templates: what `include` and `tpl` share, and the limits. Confined to one thread.
public final class Execution {
  /// Helm's limit on one name inside of itself.
  private static final int MAX_INCLUDE = 1_000;

  private final Map<String, GoFunction> functions;
  private final Map<String, Integer> included = new HashMap<>();
  private final Map<String, TemplateSet.Parsed> parsed = new HashMap<>();
  private final Budget budget;
  private final @Nullable Tracer tracer;
  private final IdentityHashMap<Map<String, @Nullable Object>, Map<String, Origin>> handedOver =
      new IdentityHashMap<>();
  private final StringBuilder printed = new StringBuilder(1 << 12);
  private int tplDepth;

  /// A new run.
  ///
  /// @param functions what a `tpl` text may call
  /// @param budget what it may use
  /// @param tracer who watches; null for nobody
  public Execution(Map<String, GoFunction> functions, Budget budget, @Nullable Tracer tracer) {
    this.functions = functions;
    this.budget = budget;
    this.tracer = tracer;
  }

  /// `Template.ExecuteTemplate`.
  ///
  /// @throws GoError with Go's message
  public String execute(TemplateSet set, String name, @Nullable Object data) {
    Tree tree = set.find(name);
    if (tree == null) {
      throw new GoError(
          "template: no template " + GoStrings.quote(name) + " associated with template \"gotpl\"");
    }
    return run(set, tree, data);
  }

  /// What is printed by a template that another one includes stands behind what that one has
  /// printed so far, until it is taken away from there.
  private String run(TemplateSet set, Tree tree, @Nullable Object data) {
    int start = printed.length();
    if (tracer != null) {
      tracer.enter(tree, true);
    }
    String text = null;
    try {
      new Executor(this, set, tree, printed, data, 0).run(data);
      text = printed.substring(start);
      return text;
    } finally {
      printed.setLength(start);
      if (tracer != null) {
        tracer.leave(text);
      }
    }
  }

  /// Helm's `include`.
  String include(TemplateSet set, String name, @Nullable Object data) {
    int depth = included.getOrDefault(name, 0);
    if (depth > MAX_INCLUDE) {
      throw new GoError(
          "rendering template has a nested reference name: "
              + name
              + ": unable to execute template",
          new GoError("unable to execute template"));
    }
    included.put(name, depth + 1);
    try {
      return execute(set, name, data);
    } finally {
      included.merge(name, -1, Integer::sum);
    }
  }

  /// Helm's `tpl`.
  String tpl(TemplateSet set, String text, @Nullable Object data) {
    if (text.indexOf("{{") < 0) {
      return text.replace("<no value>", "");
    }
    TemplateSet.Parsed found = parsed.get(text);
    if (found == null) {
      try {
        found = TemplateSet.parse("gotpl", text, functions);
      } catch (GoError e) {
        throw new GoError("cannot parse template " + GoStrings.quote(text) + ": " + e.text(), e);
      }
      parsed.put(text, found);
    }
    try {
      budget.nestedTpl(++tplDepth);
      return run(set.with(found), found.main(), data).replace("<no value>", "");
    } catch (GoError e) {
      throw new GoError(
          "error during tpl function execution for " + GoStrings.quote(text) + ": " + e.text(), e);
    } finally {
      tplDepth--;
    }
  }

  /// Remembers where a nil was read that a new map holds under a key.
  void handOver(GoMap map, String key, Origin from) {
    handedOver.computeIfAbsent(map.entries(), _ -> new HashMap<>()).put(key, from);
  }

  /// Where a value was read before it came to a holder that a template made; null where that is not
  /// known.
  @Nullable Origin handedOver(Origin origin) {
    if (!(origin.holder() instanceof GoMap map && origin.key() instanceof String key)) {
      return null;
    }
    Map<String, Origin> known = handedOver.get(map.entries());
    return known == null ? null : known.get(key);
  }

  @Nullable Tracer tracer() {
    return tracer;
  }

  /// What is left to use.
  Budget budget() {
    return budget;
  }
}
