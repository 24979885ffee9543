package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/search/issues` and `/search/repositories`, with the qualifiers that tools use.
final class SearchRoutes {
  private static final Pattern TERM = Pattern.compile("(-?)(?:([\\w-]+):)?(?:\"([^\"]*)\"|(\\S+))");

  private final RestApi api;
  private final IssueJson issues;

  SearchRoutes(RestApi api, IssueJson issues) {
    this.api = api;
    this.issues = issues;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3/search/issues", this::issues);
    routes.get("/api/v3/search/repositories", this::repositories);
  }

  /// @param qualifier empty for a plain word
  private record Term(boolean not, String qualifier, String value) {}

  private static List<Term> terms(Context ctx) {
    String query = PullRoutes.parameter(ctx, "q", "");
    if (query.isBlank()) {
      throw ForgeException.invalid("Search", "q", "missing", "q is missing");
    }
    var terms = new ArrayList<Term>();
    Matcher found = TERM.matcher(query);
    while (found.find()) {
      terms.add(
          new Term(
              !found.group(1).isEmpty(),
              found.group(2) == null ? "" : found.group(2).toLowerCase(Locale.ROOT),
              found.group(3) != null ? found.group(3) : found.group(4)));
    }
    return terms;
  }

  private record Hit(ForgeRepository repository, Issue issue) {}

  private void issues(Context ctx) {
    List<Term> terms = terms(ctx);
    Optional<Account> caller = api.caller(ctx);
    var hits = new ArrayList<Hit>();
    for (ForgeRepository repository : api.repositories().all()) {
      if (api.mayRead(repository, caller)) {
        for (Issue issue : repository.issues().all()) {
          var hit = new Hit(repository, issue);
          if (terms.stream().allMatch(term -> term.not() != matches(hit, term, caller))) {
            hits.add(hit);
          }
        }
      }
    }
    Comparator<Hit> order =
        switch (PullRoutes.parameter(ctx, "sort", "created")) {
          case "updated" -> Comparator.comparing(hit -> hit.issue.updated());
          case "comments" -> Comparator.comparingInt(hit -> hit.issue.comments().size());
          default -> Comparator.comparing(hit -> hit.issue.created());
        };
    order = order.thenComparingInt(hit -> hit.issue.number());
    hits.sort(PullRoutes.parameter(ctx, "order", "desc").equals("asc") ? order : order.reversed());
    answer(
        ctx,
        hits.stream()
            .map(hit -> issues.issue(hit.repository, hit.issue).put("score", 1.0))
            .toList());
  }

  private boolean matches(Hit hit, Term term, Optional<Account> caller) {
    Issue issue = hit.issue;
    String value = term.value();
    String login = value.equals("@me") ? caller.map(Account::login).orElse("") : value;
    return switch (term.qualifier()) {
      case "repo" -> hit.repository.fullName().equalsIgnoreCase(value);
      case "org", "user" -> hit.repository.owner().equalsIgnoreCase(value);
      case "is", "type", "state" ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "pr", "pull-request" -> issue.isPull();
            case "issue" -> !issue.isPull();
            case "open" -> issue.open();
            case "closed" -> !issue.open();
            case "merged" -> issue.isPull() && issue.asPull().isMerged();
            case "unmerged" -> issue.isPull() && !issue.asPull().isMerged() && !issue.open();
            case "draft" -> issue.isPull() && issue.asPull().draft();
            case "locked" -> issue.handling().locked();
            case "public" -> !hit.repository.isPrivate();
            case "private" -> hit.repository.isPrivate();
            default -> false;
          };
      case "draft" -> issue.isPull() && issue.asPull().draft() == Boolean.parseBoolean(value);
      case "author" -> issue.author().equalsIgnoreCase(login);
      case "assignee" -> issue.handling().assignees().stream().anyMatch(login::equalsIgnoreCase);
      case "commenter" ->
          issue.comments().stream().anyMatch(each -> each.author().equalsIgnoreCase(login));
      case "involves" ->
          issue.author().equalsIgnoreCase(login)
              || issue.handling().assignees().stream().anyMatch(login::equalsIgnoreCase)
              || issue.comments().stream().anyMatch(each -> each.author().equalsIgnoreCase(login));
      case "review-requested" ->
          issue.isPull()
              && issue.asPull().requestedReviewers().stream().anyMatch(login::equalsIgnoreCase);
      case "label" ->
          List.of(value.split(",")).stream()
              .anyMatch(each -> issue.labels().stream().anyMatch(each::equalsIgnoreCase));
      case "head" -> issue.isPull() && issue.asPull().headBranch().equals(value);
      case "base" -> issue.isPull() && issue.asPull().baseBranch().equals(value);
      case "sha" -> issue.isPull() && issue.asPull().head().startsWith(value);
      case "in" -> true; // words are looked for everywhere
      case "" -> says(issue, value);
      default -> says(issue, term.qualifier() + ":" + value);
    };
  }

  private static boolean says(Issue issue, String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    return issue.title().toLowerCase(Locale.ROOT).contains(wanted)
        || (issue.body() != null && issue.body().toLowerCase(Locale.ROOT).contains(wanted))
        || issue.comments().stream()
            .anyMatch(each -> each.body().toLowerCase(Locale.ROOT).contains(wanted));
  }

  private void repositories(Context ctx) {
    List<Term> terms = terms(ctx);
    Optional<Account> caller = api.caller(ctx);
    answer(
        ctx,
        api.repositories().all().stream()
            .filter(each -> api.mayRead(each, caller))
            .filter(each -> terms.stream().allMatch(term -> term.not() != matches(each, term)))
            .map(each -> api.json().repository(each).put("score", 1.0))
            .toList());
  }

  private static boolean matches(ForgeRepository repository, Term term) {
    return switch (term.qualifier()) {
      case "repo" -> repository.fullName().equalsIgnoreCase(term.value());
      case "org", "user" -> repository.owner().equalsIgnoreCase(term.value());
      case "is" -> term.value().equals(repository.isPrivate() ? "private" : "public");
      case "in", "fork", "archived" -> true;
      default ->
          repository
              .fullName()
              .toLowerCase(Locale.ROOT)
              .contains(term.value().toLowerCase(Locale.ROOT));
    };
  }

  private void answer(Context ctx, List<? extends JsonNode> found) {
    ObjectNode node =
        api.json().object().put("total_count", found.size()).put("incomplete_results", false);
    node.put("search_type", "lexical");
    node.set("items", api.page(ctx, found));
    api.answer(ctx, 200, node);
  }
}
