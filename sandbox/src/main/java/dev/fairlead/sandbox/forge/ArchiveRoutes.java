package dev.fairlead.sandbox.forge;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import org.eclipse.jgit.revwalk.RevCommit;

/// `/repos/{owner}/{repo}/tarball/{ref}` and `…/zipball/{ref}`, which send on to the file itself as
/// GitHub does, and the links of the pages, `/{owner}/{repo}/archive/…`.
final class ArchiveRoutes {
  private final RestApi api;

  ArchiveRoutes(RestApi api) {
    this.api = api;
  }

  void register(RoutesConfig routes) {
    String repo = "/api/v3/repos/{owner}/{repo}";
    for (String ball : new String[] {"tarball", "zipball"}) {
      String legacy = ball.equals("tarball") ? "legacy.tar.gz" : "legacy.zip";
      routes.get(
          repo + "/" + ball, ctx -> redirect(ctx, legacy, api.readable(ctx).defaultBranch()));
      routes.get(repo + "/" + ball + "/<ref>", ctx -> redirect(ctx, legacy, ctx.pathParam("ref")));
      routes.get("/_codeload/{owner}/{repo}/" + legacy + "/<ref>", this::legacy);
    }
    routes.get("/{owner}/{repo}/archive/<file>", this::named);
  }

  private void redirect(Context ctx, String kind, String ref) {
    ForgeRepository repository = api.readable(ctx);
    ctx.header(
        "Location",
        api.json().base() + "/_codeload/" + repository.fullName() + "/" + kind + "/" + ref);
    ctx.status(302);
  }

  private void legacy(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit = commit(repository, ctx.pathParam("ref"));
    write(
        ctx,
        repository,
        commit,
        Archives.directory(repository, commit),
        ctx.path().contains("/legacy.zip/"));
  }

  private void named(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String file = ctx.pathParam("file");
    boolean zip = file.endsWith(".zip");
    if (!zip && !file.endsWith(".tar.gz")) {
      throw ForgeException.notFound();
    }
    String ref =
        file.substring(0, file.length() - (zip ? ".zip" : ".tar.gz").length())
            .replaceFirst("^refs/(heads|tags)/", "");
    RevCommit commit = commit(repository, ref);
    write(ctx, repository, commit, repository.name() + "-" + ref.replace('/', '-'), zip);
  }

  private RevCommit commit(ForgeRepository repository, String ref) throws IOException {
    try {
      return api.commit(repository, ref.replaceFirst("^refs/(heads|tags)/", ""));
    } catch (ForgeException _) {
      throw ForgeException.notFound();
    }
  }

  private static void write(
      Context ctx, ForgeRepository repository, RevCommit commit, String directory, boolean zip)
      throws IOException {
    ctx.contentType(zip ? "application/zip" : "application/x-gzip");
    ctx.header(
        "Content-Disposition", "attachment; filename=" + directory + (zip ? ".zip" : ".tar.gz"));
    if (zip) {
      Archives.zip(repository, commit, directory, ctx.outputStream());
    } else {
      Archives.tarGz(repository, commit, directory, ctx.outputStream());
    }
  }
}
