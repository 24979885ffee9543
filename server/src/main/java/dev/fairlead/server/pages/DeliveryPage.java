package dev.fairlead.server.pages;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.util.List;
import java.util.Locale;

/// One delivery: where is my commit, and why did it stop?
public record DeliveryPage(Delivery delivery, List<JournalEntry> journal) {

  public List<Stage> stages() {
    return delivery.stages();
  }

  /// The tab's title: the state's sign, the commit and where it is.
  public String title() {
    String where =
        switch (delivery.state()) {
          case FAILED ->
              delivery.stages().stream()
                  .filter(stage -> stage.state() == State.FAILED)
                  .findFirst()
                  .map(stage -> " · failed in " + stage.name())
                  .orElse(" · failed");
          case RUNNING ->
              delivery.stages().stream()
                  .filter(stage -> stage.state() == State.RUNNING)
                  .findFirst()
                  .map(stage -> " · " + stage.name())
                  .orElse("");
          case WAITING, SUCCEEDED, BLOCKED, CANCELLED, SKIPPED -> "";
        };
    return Sign.of(delivery.state()).sign() + " " + delivery.title() + where;
  }

  /// The chain of causes of what failed, without the line that the heading already says.
  public List<String> causes() {
    return delivery.stages().stream()
        .filter(stage -> stage.state() == State.FAILED)
        .flatMap(stage -> stage.details().stream())
        .filter(line -> !delivery.cause().contains(line))
        .limit(20)
        .toList();
  }

  /// The failing stage is open, and what runs now.
  public boolean isOpen(Stage stage) {
    return stage.state() == State.FAILED || stage.state() == State.RUNNING;
  }

  public String anchor(Stage stage) {
    return "stage-" + slug(stage.name());
  }

  public String logPath(Stage stage) {
    return "/deliveries/" + delivery.id() + "/log/" + slug(stage.name());
  }

  /// A stage's name as it stands in addresses.
  public static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
