package dev.fairlead.sandbox.forge.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// Writes pages as HTML. Templates are compiled into the program. Safe for any thread.
public final class ForgePages {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          ForgePages.class.getClassLoader(),
          "dev.fairlead.sandbox.forge.pages.templates");

  public String repositories(Frame frame, RepositoriesPage model) {
    return render("repositories", frame, model);
  }

  public String files(Frame frame, FilesPage model) {
    return render("files", frame, model);
  }

  public String commits(Frame frame, CommitsPage model) {
    return render("commits", frame, model);
  }

  public String commit(Frame frame, CommitPage model) {
    return render("commit", frame, model);
  }

  public String issues(Frame frame, IssuesPage model) {
    return render("issues", frame, model);
  }

  public String pull(Frame frame, PullPage model) {
    return render("pull", frame, model);
  }

  public String hooks(Frame frame, HooksPage model) {
    return render("hooks", frame, model);
  }

  /// @param returnTo path to go on to
  public String signIn(Frame frame, String returnTo) {
    return render("signin", Map.of("frame", frame, "returnTo", returnTo));
  }

  /// A page that says what is wrong.
  public String problem(Frame frame, String text) {
    return render("problem", Map.of("frame", frame, "text", text));
  }

  private String render(String template, Frame frame, Object model) {
    return render(template, Map.of("frame", frame, "model", model));
  }

  private String render(String template, Map<String, Object> parameters) {
    var output = new StringOutput();
    engine.render(template + ".jte", parameters, output);
    return output.toString();
  }
}
