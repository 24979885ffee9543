package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Reaction;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Reactions below whatever can have them.
final class Reactions {
  private final RestApi api;
  private final Pulls pulls;
  private final IssueJson json;

  Reactions(RestApi api, Pulls pulls, IssueJson json) {
    this.api = api;
    this.pulls = pulls;
    this.json = json;
  }

  /// Finds the reactions that a request's path names, and how others are put in their place.
  interface Finder {
    Target find(Context ctx, ForgeRepository repository);
  }

  /// @param write gives the issue with other reactions in that place
  record Target(
      int number, List<Reaction> reactions, BiFunction<Issue, List<Reaction>, Issue> write) {}

  /// @param path of the reactions
  void register(RoutesConfig routes, String path, Finder finder) {
    routes.get(path, ctx -> list(ctx, finder));
    routes.post(path, ctx -> add(ctx, finder));
    routes.delete(path + "/{reaction}", ctx -> remove(ctx, finder));
  }

  private void list(Context ctx, Finder finder) {
    String content = PullRoutes.parameter(ctx, "content", "");
    api.answerPage(
        ctx,
        finder.find(ctx, api.readable(ctx)).reactions().stream()
            .filter(reaction -> content.isEmpty() || reaction.content().equals(content))
            .toList(),
        json::reaction);
  }

  private void add(Context ctx, Finder finder) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String content = api.body(ctx).path("content").asText("");
    if (!Reaction.CONTENTS.contains(content)) {
      throw ForgeException.invalid(
          "Reaction", "content", "invalid", "content is one of " + Reaction.CONTENTS);
    }
    synchronized (repository.issues()) {
      Target target = finder.find(ctx, repository);
      Optional<Reaction> same =
          target.reactions().stream()
              .filter(reaction -> reaction.content().equals(content))
              .filter(reaction -> reaction.user().equals(caller.login()))
              .findFirst();
      if (same.isPresent()) {
        api.answer(ctx, 200, json.reaction(same.get()));
        return;
      }
      var added = new Reaction(pulls.nextId(), caller.login(), content, pulls.now());
      write(
          repository,
          target,
          Stream.concat(target.reactions().stream(), Stream.of(added)).toList());
      api.answer(ctx, 201, json.reaction(added));
    }
  }

  private void remove(Context ctx, Finder finder) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String id = ctx.pathParam("reaction");
    synchronized (repository.issues()) {
      Target target = finder.find(ctx, repository);
      Reaction reaction =
          target.reactions().stream()
              .filter(each -> Long.toString(each.id()).equals(id))
              .findFirst()
              .orElseThrow(ForgeException::notFound);
      IssueRoutes.requireEditor(api, repository, caller, reaction.user());
      write(
          repository,
          target,
          target.reactions().stream().filter(each -> each.id() != reaction.id()).toList());
    }
    ctx.status(204);
  }

  private static void write(ForgeRepository repository, Target target, List<Reaction> reactions) {
    repository.issues().update(target.number(), issue -> target.write().apply(issue, reactions));
  }
}
