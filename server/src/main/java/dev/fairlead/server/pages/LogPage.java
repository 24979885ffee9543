package dev.fairlead.server.pages;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import java.util.List;

/// A stage's log.
///
/// @param lines the last ones
/// @param skipped how many lines come before them
public record LogPage(Delivery delivery, Stage stage, List<String> lines, int skipped) {

  public String rawPath() {
    return "/deliveries/" + delivery.id() + "/log/" + DeliveryPage.slug(stage.name()) + "/raw";
  }
}
