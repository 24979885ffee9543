package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pages.ForgePages;
import dev.fairlead.sandbox.forge.pages.Frame;
import dev.fairlead.sandbox.forge.pages.RepositoryHeader;
import dev.fairlead.sandbox.forge.pulls.Issue;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What every page needs: who looks at it, which repository it is about, its frame, and forms that
/// come from our own pages only. Safe for any thread.
final class PageVisit {
  private static final String COOKIE = "forge_session";

  /// No scripts at all, and nothing from elsewhere.
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private final RestApi api;
  private final Sessions sessions;
  private final ForgePages pages;
  private final Clock clock;

  PageVisit(RestApi api, Sessions sessions, ForgePages pages, Clock clock) {
    this.api = api;
    this.sessions = sessions;
    this.pages = pages;
    this.clock = clock;
  }

  ForgePages pages() {
    return pages;
  }

  Optional<Account> reader(Context ctx) {
    return session(ctx).map(Sessions.Session::login).flatMap(login -> api.accounts().find(login));
  }

  /// Who sends a form.
  ///
  /// @throws ForgeException 401 where nobody is signed in
  Account actor(Context ctx) {
    return reader(ctx).orElseThrow(() -> new ForgeException(401, "Sign in first."));
  }

  Optional<Sessions.Session> session(Context ctx) {
    return sessions.find(ctx.cookie(COOKIE));
  }

  /// The session of the cookie, or a new one for a visitor who is about to sign in.
  Sessions.Session ensureSession(Context ctx) {
    return session(ctx).orElseGet(() -> begin(ctx, null));
  }

  Sessions.Session begin(Context ctx, @Nullable String login) {
    Sessions.Session session = sessions.begin(login);
    var cookie = new Cookie(COOKIE, session.id());
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.LAX);
    cookie.setPath("/");
    ctx.cookie(cookie);
    ctx.attribute(COOKIE, session);
    return session;
  }

  void end(Context ctx) {
    session(ctx).ifPresent(sessions::end);
    ctx.removeCookie(COOKIE, "/");
  }

  /// Refuses a form that no page of ours made.
  void checkForm(Context ctx) {
    String given = Optional.ofNullable(ctx.formParam("csrf")).orElse("");
    boolean ours =
        session(ctx)
            .filter(session ->
                MessageDigest.isEqual(
                    session.csrf().getBytes(StandardCharsets.UTF_8),
                    given.getBytes(StandardCharsets.UTF_8)))
            .isPresent();
    if (!ours) {
      throw new ForgeException(
          403,
          "This form is too old, or not from here. Go back, load the page anew and try again.");
    }
  }

  /// The repository that the path names, if the reader may see it.
  ForgeRepository repository(Context ctx) {
    return api.repositories()
        .find(ctx.pathParam("owner"), ctx.pathParam("repo"))
        .filter(found -> api.mayRead(found, reader(ctx)))
        .orElseThrow(ForgeException::notFound);
  }

  RepositoryHeader header(Context ctx, ForgeRepository repository, String active) {
    var all = repository.issues().all();
    return new RepositoryHeader(
        repository.owner(),
        repository.name(),
        "/" + repository.fullName(),
        repository.isPrivate(),
        active,
        all.stream().filter(issue -> issue.open() && !issue.isPull()).count(),
        all.stream().filter(issue -> issue.open() && issue.isPull()).count(),
        reader(ctx).filter(who -> api.may(repository, who, Role.ADMIN)).isPresent());
  }

  Frame frame(Context ctx, String title) {
    Sessions.Session made = ctx.attribute(COOKIE);
    Optional<Sessions.Session> session = made == null ? session(ctx) : Optional.of(made);
    String query = ctx.queryString();
    return new Frame(
        title,
        ctx.path() + (query == null ? "" : "?" + query),
        session.map(Sessions.Session::login).orElse(null),
        session.map(Sessions.Session::csrf).orElse(""),
        session.map(sessions::notice).orElse(null),
        clock.instant());
  }

  void show(Context ctx, String html) {
    headers(ctx);
    ctx.contentType("text/html; charset=utf-8").result(html);
  }

  static void headers(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
  }

  /// Shows what is wrong; a form leads back to where it came from.
  void problem(Context ctx, int status, String message) {
    Optional<Sessions.Session> session = session(ctx);
    String back = ctx.attribute("back");
    if (back != null && session.isPresent() && status != 403) {
      sessions.tell(session.get(), message);
      redirect(ctx, back);
      return;
    }
    ctx.status(status);
    String title = status == 404 ? "Nothing is here" : "This did not work";
    String text = status == 404 ? "There is no such page, or you may not see it." : message;
    show(ctx, pages.problem(frame(ctx, title), text));
  }

  /// Goes on to another page after a form.
  static void redirect(Context ctx, String path) {
    ctx.header("Location", path);
    ctx.status(303).result("");
  }

  /// How many issues match, for lists.
  static long count(ForgeRepository repository, boolean pulls, boolean open) {
    return repository.issues().all().stream()
        .filter(issue -> issue.isPull() == pulls)
        .filter(open ? Issue::open : issue -> !issue.open())
        .count();
  }
}
