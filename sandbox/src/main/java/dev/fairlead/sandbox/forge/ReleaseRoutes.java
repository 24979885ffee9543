package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Release;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/releases`, without assets.
final class ReleaseRoutes {
  private static final String RELEASES = "/api/v3/repos/{owner}/{repo}/releases";
  private static final String RELEASE = RELEASES + "/{release}";

  private final RestApi api;
  private final Pulls pulls;
  private final RefWriter refs;

  ReleaseRoutes(RestApi api, Pulls pulls, RefWriter refs) {
    this.api = api;
    this.pulls = pulls;
    this.refs = refs;
  }

  void register(RoutesConfig routes) {
    routes.get(RELEASES, this::list);
    routes.post(RELEASES, this::create);
    routes.get(RELEASES + "/latest", this::latest);
    routes.get(RELEASES + "/tags/<tag>", this::byTag);
    routes.get(RELEASE, ctx -> answer(ctx, 200, api.readable(ctx), existing(ctx)));
    routes.patch(RELEASE, this::change);
    routes.delete(RELEASE, this::remove);
    routes.get(RELEASE + "/assets", this::assets);
  }

  private Release existing(Context ctx) {
    return api.readable(ctx).releases().all().stream()
        .filter(each -> Long.toString(each.id()).equals(ctx.pathParam("release")))
        .findFirst()
        .orElseThrow(ForgeException::notFound);
  }

  private boolean seesDrafts(Context ctx, ForgeRepository repository) {
    return api.caller(ctx).filter(who -> api.may(repository, who, Role.WRITE)).isPresent();
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    boolean drafts = seesDrafts(ctx, repository);
    api.answerPage(
        ctx,
        repository.releases().all().stream().filter(each -> drafts || !each.draft()).toList(),
        each -> json(repository, each));
  }

  private void latest(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    answerFirst(
        ctx,
        repository,
        repository.releases().all().stream()
            .filter(each -> !each.draft() && !each.prerelease())
            .findFirst());
  }

  private void byTag(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    answerFirst(
        ctx,
        repository,
        repository.releases().all().stream()
            .filter(each -> !each.draft() && each.tag().equals(ctx.pathParam("tag")))
            .findFirst());
  }

  private void answerFirst(Context ctx, ForgeRepository repository, Optional<Release> found) {
    answer(ctx, 200, repository, found.orElseThrow(ForgeException::notFound));
  }

  private void answer(Context ctx, int status, ForgeRepository repository, Release release) {
    api.answer(ctx, status, json(repository, release));
  }

  private void create(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String tag = body.path("tag_name").asText("");
    if (tag.isBlank()) {
      throw ForgeException.invalid("Release", "tag_name", "missing_field", "tag_name is missing");
    }
    synchronized (repository.releases()) {
      if (repository.releases().all().stream().anyMatch(each -> each.tag().equals(tag))) {
        throw ForgeException.invalid(
            "Release", "tag_name", "already_exists", "tag_name already exists");
      }
      Instant now = pulls.now();
      Release release =
          read(
              body,
              new Release(
                  pulls.nextId(),
                  tag,
                  repository.defaultBranch(),
                  null,
                  null,
                  false,
                  false,
                  caller.login(),
                  now,
                  null));
      ensureTag(repository, caller, release);
      repository.releases().put(release);
      ctx.header("Location", api.json().api(repository) + "/releases/" + release.id());
      answer(ctx, 201, repository, release);
    }
  }

  private Release read(JsonNode body, Release former) {
    boolean draft = body.path("draft").asBoolean(former.draft());
    return new Release(
        former.id(),
        body.path("tag_name").asText(former.tag()),
        body.path("target_commitish").asText(former.target()),
        text(body, "name", former.name()),
        text(body, "body", former.body()),
        draft,
        body.path("prerelease").asBoolean(former.prerelease()),
        former.author(),
        former.created(),
        draft ? null : former.published() == null ? pulls.now() : former.published());
  }

  private static @Nullable String text(JsonNode body, String field, @Nullable String otherwise) {
    return body.path(field).isTextual() ? body.path(field).asText() : otherwise;
  }

  /// A published release has a tag; one that is not there is made.
  private void ensureTag(ForgeRepository repository, Account caller, Release release)
      throws IOException {
    String ref = Constants.R_TAGS + release.tag();
    if (!release.draft() && repository.git().exactRef(ref) == null) {
      ObjectId target;
      try {
        target = api.commit(repository, release.target()).getId();
      } catch (ForgeException _) {
        throw ForgeException.invalid(
            "Release", "target_commitish", "invalid", "target_commitish is not there");
      }
      refs.update(caller, repository, ref, target, false);
    }
  }

  private void change(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.releases()) {
      Release changed = read(body, existing(ctx));
      ensureTag(repository, api.requireCaller(ctx), changed);
      repository.releases().put(changed);
      answer(ctx, 200, repository, changed);
    }
  }

  private void remove(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    repository.releases().remove(existing(ctx).id());
    ctx.status(204);
  }

  private void assets(Context ctx) {
    existing(ctx);
    api.answerPage(ctx, List.of());
  }

  private ObjectNode json(ForgeRepository repository, Release release) {
    String url = api.json().api(repository) + "/releases/" + release.id();
    String html = api.json().html(repository);
    ObjectNode node = api.json().object();
    node.put("url", url)
        .put("assets_url", url + "/assets")
        .put("upload_url", url + "/assets{?name,label}")
        .put("html_url", html + "/tree/" + release.tag())
        .put("id", release.id());
    node.set("author", api.json().user(release.author()));
    node.put("node_id", GitHubJson.nodeId("Release", release.id()))
        .put("tag_name", release.tag())
        .put("target_commitish", release.target())
        .put("name", release.name())
        .put("draft", release.draft())
        .put("prerelease", release.prerelease())
        .put("created_at", release.created().toString())
        .put("published_at", IssueJson.text(release.published()));
    node.putArray("assets");
    return node.put("tarball_url", api.json().api(repository) + "/tarball/" + release.tag())
        .put("zipball_url", api.json().api(repository) + "/zipball/" + release.tag())
        .put("body", release.body());
  }
}
