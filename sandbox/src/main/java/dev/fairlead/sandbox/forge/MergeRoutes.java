package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/pulls/{number}/merge`.
final class MergeRoutes {
  private static final String MERGE = "/api/v3/repos/{owner}/{repo}/pulls/{number}/merge";

  private final RestApi api;
  private final Merger merger;

  MergeRoutes(RestApi api, Merger merger) {
    this.api = api;
    this.merger = merger;
  }

  void register(RoutesConfig routes) {
    routes.get(MERGE, this::isMerged);
    routes.put(MERGE, this::merge);
  }

  private void isMerged(Context ctx) {
    if (!PullRoutes.pull(ctx, api.readable(ctx)).asPull().isMerged()) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  private void merge(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    ObjectId merged =
        merger.merge(
            repository,
            PullRoutes.pull(ctx, repository).number(),
            api.requireCaller(ctx),
            new Merger.Request(
                body.path("merge_method").asText("merge"),
                text(body, "sha"),
                text(body, "commit_title"),
                text(body, "commit_message")));
    api.answer(
        ctx,
        200,
        api.json()
            .object()
            .put("sha", merged.name())
            .put("merged", true)
            .put("message", "Pull Request successfully merged"));
  }

  private static @Nullable String text(JsonNode body, String field) {
    String text = body.path(field).asText("");
    return !body.path(field).isTextual() || (field.equals("sha") && text.isEmpty()) ? null : text;
  }
}
