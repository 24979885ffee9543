package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// What the routes of the REST API share: who calls, which repository and commit a path names,
/// request bodies, answers and pages.
final class RestApi {
  /// GitHub's default and greatest page size.
  private static final int PAGE_SIZE = 30;

  private static final int MAX_PAGE_SIZE = 100;

  private final Repositories repositories;
  private final Accounts accounts;
  private final Access access;
  private final GitHubJson json;
  private final ObjectMapper mapper = new ObjectMapper();

  RestApi(Repositories repositories, Accounts accounts, GitHubJson json) {
    this.repositories = repositories;
    this.accounts = accounts;
    this.access = new Access(accounts);
    this.json = json;
  }

  Repositories repositories() {
    return repositories;
  }

  Accounts accounts() {
    return accounts;
  }

  Access access() {
    return access;
  }

  GitHubJson json() {
    return json;
  }

  Optional<Account> caller(Context ctx) {
    return Caller.of(accounts, ctx.header("Authorization"));
  }

  Account requireCaller(Context ctx) {
    return caller(ctx).orElseThrow(() -> new ForgeException(401, "Requires authentication"));
  }

  /// The repository that `{owner}` and `{repo}` name, if the caller may read it.
  ForgeRepository readable(Context ctx) {
    Optional<Account> caller = caller(ctx);
    return repositories
        .find(ctx.pathParam("owner"), ctx.pathParam("repo"))
        .filter(found -> mayRead(found, caller))
        .orElseThrow(ForgeException::notFound);
  }

  boolean mayRead(ForgeRepository repository, Optional<Account> caller) {
    return !repository.isPrivate()
        || caller.filter(account -> may(repository, account, Role.READ)).isPresent();
  }

  /// The same for somebody who is known and takes part in the conversation.
  ForgeRepository joined(Context ctx) {
    requireCaller(ctx);
    return readable(ctx);
  }

  /// The same for a request that changes what the repository holds.
  ForgeRepository writable(Context ctx) {
    return permitted(ctx, Role.WRITE, "Must have push access to the repository.");
  }

  /// The same for a request that changes how the repository works.
  ForgeRepository administrable(Context ctx) {
    return permitted(ctx, Role.ADMIN, "Must have admin rights to Repository.");
  }

  private ForgeRepository permitted(Context ctx, Role least, String refusal) {
    Account caller = requireCaller(ctx);
    ForgeRepository repository = readable(ctx);
    if (!may(repository, caller, least)) {
      throw new ForgeException(403, refusal);
    }
    return repository;
  }

  boolean may(ForgeRepository repository, Account account, Role least) {
    return access.may(repository, account.login(), least);
  }

  /// The commit that a branch, tag or (abbreviated) id names.
  RevCommit commit(ForgeRepository repository, String revision) throws IOException {
    try (var walk = new RevWalk(repository.git())) {
      ObjectId id = null;
      for (String name : List.of("refs/heads/" + revision, "refs/tags/" + revision, revision)) {
        if (id == null && !name.contains("^") && !name.contains("~") && !name.contains(":")) {
          try {
            id = repository.git().resolve(name);
          } catch (org.eclipse.jgit.errors.RevisionSyntaxException _) {
            // names nothing: said below
          }
        }
      }
      if (id != null && walk.peel(walk.parseAny(id)) instanceof RevCommit commit) {
        walk.parseBody(commit);
        return commit;
      }
    } catch (org.eclipse.jgit.errors.MissingObjectException _) {
      // named by its full id, but not there: said below
    }
    throw new ForgeException(422, "No commit found for SHA: " + revision);
  }

  /// Whether a request asks for one of GitHub's media types: `raw`, `diff`, `patch`, `sha`.
  static boolean accepts(Context ctx, String type) {
    String accept = ctx.header("Accept");
    return accept != null
        && accept.matches(
            ".*application/vnd\\.github(\\.v3)?\\." + type + "(\\+json)?(?![\\w-]).*");
  }

  /// The request's body as a JSON object; some routes take an array of names instead.
  JsonNode body(Context ctx) {
    try {
      JsonNode body = mapper.readTree(ctx.bodyAsBytes());
      if (body != null && (body.isObject() || body.isArray())) {
        return body;
      }
      if (body == null || body.isMissingNode()) {
        return mapper.createObjectNode();
      }
      throw new ForgeException(422, "Invalid request.\n\nBody should be a JSON object");
    } catch (IOException _) {
      throw new ForgeException(400, "Problems parsing JSON");
    }
  }

  void answer(Context ctx, int status, JsonNode body) {
    ctx.status(status).contentType("application/json; charset=utf-8").result(body.toString());
  }

  /// Answers with the part of a list that `page` and `per_page` ask for, and a `Link` header.
  void answerPage(Context ctx, List<? extends JsonNode> all) {
    answer(ctx, 200, page(ctx, all));
  }

  /// The same, where only what is on the page is worth being made into JSON.
  <T> void answerPage(Context ctx, List<T> all, Function<T, JsonNode> toJson) {
    ArrayNode answer = json.array();
    pageOf(ctx, all).stream().map(toJson).forEach(answer::add);
    answer(ctx, 200, answer);
  }

  ArrayNode page(Context ctx, List<? extends JsonNode> all) {
    ArrayNode answer = json.array();
    pageOf(ctx, all).forEach(answer::add);
    return answer;
  }

  static int pageSize(Context ctx) {
    return Math.clamp(number(ctx, "per_page", PAGE_SIZE), 1, MAX_PAGE_SIZE);
  }

  private <T> List<T> pageOf(Context ctx, List<T> all) {
    int size = pageSize(ctx);
    int page = Math.max(1, number(ctx, "page", 1));
    int last = Math.max(1, (all.size() + size - 1) / size);
    var links = new StringBuilder();
    if (page > 1) {
      link(ctx, links, page - 1, size, "prev");
    }
    if (page < last) {
      link(ctx, links, page + 1, size, "next");
      link(ctx, links, last, size, "last");
    }
    if (page > 1) {
      link(ctx, links, 1, size, "first");
    }
    if (!links.isEmpty()) {
      ctx.header("Link", links.toString());
    }
    return all.stream().skip((long) (page - 1) * size).limit(size).toList();
  }

  private void link(Context ctx, StringBuilder links, int page, int size, String relation) {
    var url = new StringBuilder(json.base()).append(ctx.path()).append('?');
    ctx.queryParamMap()
        .forEach((name, values) -> {
          if (!name.equals("page") && !name.equals("per_page")) {
            for (String value : values) {
              url.append(name)
                  .append('=')
                  .append(
                      java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8))
                  .append('&');
            }
          }
        });
    url.append("per_page=").append(size).append("&page=").append(page);
    links
        .append(links.isEmpty() ? "" : ", ")
        .append('<')
        .append(url)
        .append(">; rel=\"")
        .append(relation)
        .append('"');
  }

  private static int number(Context ctx, String parameter, int otherwise) {
    String value = ctx.queryParam(parameter);
    return value != null && value.matches("\\d{1,6}") ? Integer.parseInt(value) : otherwise;
  }

  static ObjectNode put(ObjectNode node, String field, JsonNode value) {
    node.set(field, value);
    return node;
  }
}
