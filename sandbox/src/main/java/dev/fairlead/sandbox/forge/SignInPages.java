package dev.fairlead.sandbox.forge;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signing in with an account's token, signing out, and the pages' style sheet.
final class SignInPages {
  private static final Map<String, String> FILES =
      Map.of("forge.css", "text/css; charset=utf-8", "icon.svg", "image/svg+xml");

  private final RestApi api;
  private final PageVisit visit;

  SignInPages(RestApi api, PageVisit visit) {
    this.api = api;
    this.visit = visit;
  }

  void register(RoutesConfig routes) {
    routes.get("/-/{file}", SignInPages::file);
    routes.get("/avatars/u/{id}", ctx -> icon(ctx, "icon.svg"));
    routes.get("/login", this::form);
    routes.post("/login", this::signIn);
    routes.post("/logout", this::signOut);
  }

  private static void file(Context ctx) {
    icon(ctx, ctx.pathParam("file"));
  }

  private static void icon(Context ctx, String name) {
    String type = FILES.get(name);
    InputStream content =
        type == null
            ? null
            : SignInPages.class.getResourceAsStream("/dev/fairlead/sandbox/forge/" + name);
    if (type == null || content == null) {
      throw ForgeException.notFound();
    }
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Cache-Control", "max-age=3600");
    ctx.contentType(type).result(content);
  }

  private void form(Context ctx) {
    visit.ensureSession(ctx);
    visit.show(
        ctx, visit.pages().signIn(visit.frame(ctx, "Sign in"), local(ctx.queryParam("return_to"))));
  }

  /// A path of this forge, whatever was asked for.
  private static String local(@Nullable String path) {
    return path != null && path.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") ? path : "/";
  }

  private void signIn(Context ctx) {
    String next = local(ctx.formParam("return_to"));
    visit.checkForm(ctx);
    Optional<Account> account =
        Optional.ofNullable(ctx.formParam("token"))
            .map(String::strip)
            .flatMap(api.accounts()::authenticate);
    if (account.isEmpty()) {
      ctx.attribute("back", "/login?return_to=" + next);
      throw new ForgeException(401, "No account of this forge has that token.");
    }
    visit.end(ctx); // the session of somebody who is known has another id than the visitor's
    visit.begin(ctx, account.get().login());
    PageVisit.redirect(ctx, next);
  }

  private void signOut(Context ctx) {
    visit.checkForm(ctx);
    visit.end(ctx);
    PageVisit.redirect(ctx, "/");
  }
}
