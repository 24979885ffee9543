package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Label;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/labels`: those that were declared, and those that are in use.
final class LabelRoutes {
  private static final String LABELS = "/api/v3/repos/{owner}/{repo}/labels";
  private static final Pattern COLOR = Pattern.compile("[0-9A-Fa-f]{6}");

  private final RestApi api;
  private final Pulls pulls;
  private final IssueJson json;

  LabelRoutes(RestApi api, Pulls pulls, IssueJson json) {
    this.api = api;
    this.pulls = pulls;
    this.json = json;
  }

  void register(RoutesConfig routes) {
    routes.get(LABELS, this::list);
    routes.post(LABELS, this::create);
    routes.get(LABELS + "/<label>", this::get);
    routes.patch(LABELS + "/<label>", this::change);
    routes.delete(LABELS + "/<label>", this::remove);
  }

  private static NavigableSet<String> names(ForgeRepository repository) {
    var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    repository.labels().all().forEach(label -> names.add(label.name()));
    repository.issues().all().forEach(issue -> names.addAll(issue.labels()));
    return names;
  }

  private static String existing(Context ctx, ForgeRepository repository) {
    String name = names(repository).ceiling(ctx.pathParam("label"));
    if (name == null || !name.equalsIgnoreCase(ctx.pathParam("label"))) {
      throw ForgeException.notFound();
    }
    return name;
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    api.answerPage(ctx, List.copyOf(names(repository)), name -> json.label(repository, name));
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    api.answer(ctx, 200, json.label(repository, existing(ctx, repository)));
  }

  private void create(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    String name = body.path("name").asText("").strip();
    if (name.isEmpty()) {
      throw ForgeException.invalid("Label", "name", "missing_field", "name is missing");
    }
    if (names(repository).contains(name)) {
      throw ForgeException.invalid("Label", "name", "already_exists", "name already exists");
    }
    repository.labels().put(of(name, body, new Label(name, Label.PLAIN, null)));
    api.answer(ctx, 201, json.label(repository, name));
  }

  private static Label of(String name, JsonNode body, Label former) {
    String color = body.path("color").asText(former.color()).replaceFirst("^#", "");
    if (!COLOR.matcher(color).matches()) {
      throw ForgeException.invalid("Label", "color", "invalid", "color is six hexadecimal digits");
    }
    @Nullable String description =
        body.path("description").isTextual()
            ? body.path("description").asText()
            : former.description();
    return new Label(name, color.toLowerCase(java.util.Locale.ROOT), description);
  }

  private void change(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      String name = existing(ctx, repository);
      String renamed = body.path("new_name").asText(name).strip();
      Label changed = of(renamed, body, repository.labels().of(name));
      if (!renamed.equalsIgnoreCase(name)) {
        if (names(repository).contains(renamed)) {
          throw ForgeException.invalid("Label", "name", "already_exists", "name already exists");
        }
        repository.labels().remove(name);
      }
      repository.labels().put(changed);
      replaceInIssues(repository, name, renamed);
      api.answer(ctx, 200, json.label(repository, renamed));
    }
  }

  private void remove(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    synchronized (repository.issues()) {
      String name = existing(ctx, repository);
      repository.labels().remove(name);
      replaceInIssues(repository, name, null);
    }
    ctx.status(204);
  }

  /// @param renamed null: they lose it
  private void replaceInIssues(ForgeRepository repository, String name, @Nullable String renamed) {
    for (Issue issue : repository.issues().all()) {
      if (issue.labels().contains(name) && !name.equals(renamed)) {
        List<String> labels =
            issue.labels().stream()
                .filter(label -> renamed != null || !label.equals(name))
                .map(label -> renamed != null && label.equals(name) ? renamed : label)
                .toList();
        repository.issues().update(issue.number(), each -> each.withLabels(labels, pulls.now()));
      }
    }
  }
}
