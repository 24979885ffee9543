package dev.fairlead.actions.workflow;

import dev.fairlead.model.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `on`: which events start a workflow.
///
/// @param events event name to its filter
/// @param readable whether the file's `on` could be read
public record Triggers(Map<String, Filter> events, boolean readable) {
  /// GitHub looks only at this many changed files.
  private static final int MAX_PATHS = 300;

  private static final List<String> SKIP_WORDS =
      List.of("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]");
  private static final Pattern SKIP_TRAILER =
      Pattern.compile("\\n\\n(?:.*\\n)*skip-checks:\\s*true", Pattern.CASE_INSENSITIVE);

  public Triggers {
    events = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(events));
  }

  /// Lists that are empty were not given.
  ///
  /// @param call inputs, secrets and outputs of `workflow_call`; inputs of `workflow_dispatch`
  public record Filter(
      Position at,
      List<GlobPattern> branches,
      List<GlobPattern> branchesIgnore,
      List<GlobPattern> tags,
      List<GlobPattern> tagsIgnore,
      List<GlobPattern> paths,
      List<GlobPattern> pathsIgnore,
      List<String> types,
      List<String> schedules,
      List<String> workflows,
      CallInterface call) {}

  /// @param inputs name to declaration
  /// @param secrets name to whether it is required
  /// @param outputs name to template over `jobs`
  public record CallInterface(
      Map<String, Input> inputs, Map<String, Boolean> secrets, Map<String, Template> outputs) {
    static final CallInterface NONE = new CallInterface(Map.of(), Map.of(), Map.of());
  }

  /// @param type string, boolean, number, choice or environment
  /// @param options of a choice
  public record Input(
      Position at,
      String type,
      boolean required,
      Optional<Template> defaultValue,
      List<String> options) {}

  Routing route(PushEvent push) {
    if (!readable) {
      return new Routing.Runs("its triggers cannot be read");
    }
    Filter filter = events.get("push");
    if (filter == null) {
      return new Routing.Stays("it does not run on push");
    }
    if (push.isDeletion()) {
      return new Routing.Stays("the " + (push.isTag() ? "tag" : "branch") + " was deleted");
    }
    String skip = skipped(push.headMessage());
    if (!skip.isEmpty()) {
      return new Routing.Stays("the commit message says " + skip);
    }
    Routing reference = push.isTag() ? tag(filter, push) : branch(filter, push);
    if (reference instanceof Routing.Stays || push.isTag()) {
      return reference;
    }
    return paths(filter, push, reference);
  }

  private static String skipped(String message) {
    for (String word : SKIP_WORDS) {
      if (message.toLowerCase(java.util.Locale.ROOT).contains(word)) {
        return word;
      }
    }
    return SKIP_TRAILER.matcher(message.replace("\r\n", "\n")).find() ? "skip-checks: true" : "";
  }

  private static Routing branch(Filter filter, PushEvent push) {
    String name = push.refName();
    if (filter.branches().isEmpty() && filter.branchesIgnore().isEmpty()) {
      boolean tagsOnly = !filter.tags().isEmpty() || !filter.tagsIgnore().isEmpty();
      return tagsOnly
          ? new Routing.Stays("it runs on pushed tags only")
          : new Routing.Runs("it runs on every push");
    }
    return reference("branch", name, filter.branches(), filter.branchesIgnore());
  }

  private static Routing tag(Filter filter, PushEvent push) {
    if (filter.tags().isEmpty() && filter.tagsIgnore().isEmpty()) {
      boolean branchesOnly = !filter.branches().isEmpty() || !filter.branchesIgnore().isEmpty();
      return branchesOnly
          ? new Routing.Stays("it runs on pushed branches only")
          : new Routing.Runs("it runs on every push");
    }
    return reference("tag", push.refName(), filter.tags(), filter.tagsIgnore());
  }

  private static Routing reference(
      String kind, String name, List<GlobPattern> wanted, List<GlobPattern> ignored) {
    if (!wanted.isEmpty()) {
      Optional<GlobPattern> decider = GlobPattern.decider(wanted, name);
      return decider.isPresent() && !decider.get().negated()
          ? new Routing.Runs(kind + " " + name + " matches '" + decider.get().text() + "'")
          : new Routing.Stays(
              kind
                  + " "
                  + name
                  + decider
                      .map(pattern -> " is taken out by '" + pattern.text() + "'")
                      .orElse(" matches none of its patterns"));
    }
    return GlobPattern.accepts(ignored, name)
        ? new Routing.Stays(kind + " " + name + " is ignored")
        : new Routing.Runs(kind + " " + name + " is not ignored");
  }

  private static Routing paths(Filter filter, PushEvent push, Routing reference) {
    boolean filtered = !filter.paths().isEmpty() || !filter.pathsIgnore().isEmpty();
    if (!filtered) {
      return reference;
    }
    if (push.changedPaths().isEmpty()) {
      return new Routing.Runs(reference.reason() + "; there are too many commits to compare files");
    }
    Set<String> changed = push.changedPaths().get();
    List<String> looked = changed.stream().limit(MAX_PATHS).toList();
    if (!filter.paths().isEmpty()) {
      for (String path : looked) {
        if (GlobPattern.accepts(filter.paths(), path)) {
          return new Routing.Runs(reference.reason() + "; " + path + " changed");
        }
      }
      return new Routing.Stays("no changed file matches its paths");
    }
    for (String path : looked) {
      if (!GlobPattern.accepts(filter.pathsIgnore(), path)) {
        return new Routing.Runs(reference.reason() + "; " + path + " changed");
      }
    }
    return new Routing.Stays(
        looked.isEmpty() ? "no file changed" : "only files changed that its paths-ignore names");
  }
}
