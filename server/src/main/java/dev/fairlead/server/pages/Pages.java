package dev.fairlead.server.pages;

import dev.fairlead.model.JournalEntry;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Renders pages to HTML. Templates are compiled into the program. Safe for any thread.
public final class Pages {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Pages.class.getClassLoader(),
          "dev.fairlead.server.pages.templates");
  private final Clock clock;

  public Pages(Clock clock) {
    this.clock = clock;
  }

  public String deliveries(DeliveriesPage model) {
    return render("deliveries", page(model.answer(), "deliveries", "/deliveries"), model);
  }

  public String delivery(DeliveryPage model) {
    return render(
        "delivery",
        page(model.title(), "deliveries", "/deliveries/" + model.delivery().id()),
        model);
  }

  public String log(LogPage model) {
    return render("log", page(model.title(), model.active(), model.path()), model);
  }

  public String changes(ChangesPage model) {
    return render("changes", page(model.answer(), "changes", "/changes"), model);
  }

  public String change(ChangePage model) {
    return render("change", page(model.title(), "changes", model.path()), model);
  }

  public String applications(ApplicationsPage model) {
    return render("applications", page(model.answer(), "applications", "/applications"), model);
  }

  public String application(ApplicationPage model) {
    return render(
        "application",
        page(model.title(), "applications", "/applications/" + model.state().name()),
        model);
  }

  public String journal(List<JournalEntry> entries) {
    return render(
        "journal", Map.of("page", page("Journal", "journal", "/journal"), "entries", entries));
  }

  /// A page that says what is wrong.
  public String problem(String heading, String text) {
    return render(
        "problem",
        Map.of("page", page(heading, "", "/deliveries"), "heading", heading, "text", text));
  }

  private Page page(String title, String active, String path) {
    return new Page(title, active, path, new Times(clock.instant()));
  }

  private String render(String template, Page page, Object model) {
    return render(template, Map.of("page", page, "model", model));
  }

  private String render(String template, Map<String, Object> parameters) {
    var output = new StringOutput();
    engine.render(template + ".jte", parameters, output);
    return output.toString();
  }
}
