package dev.fairlead.server.pages;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.util.List;

/// All deliveries: is something broken now, and what is it waiting for?
///
/// @param deliveries newest first
/// @param problems what keeps pushes from being seen
public record DeliveriesPage(List<Delivery> deliveries, List<String> problems) {

  /// The first answer, above the fold and in the tab.
  public String answer() {
    if (!problems.isEmpty()) {
      return "A repository cannot be watched";
    }
    if (deliveries.isEmpty()) {
      return "Nothing delivered yet";
    }
    long running = deliveries.stream().filter(each -> !each.state().isFinal()).count();
    Delivery newest = deliveries.getFirst();
    if (newest.state() == State.FAILED) {
      return "The last delivery failed";
    }
    return running > 0
        ? running + (running == 1 ? " delivery is" : " deliveries are") + " on the way"
        : "All is delivered";
  }

  /// What a delivery does now, or why it stopped.
  public String line(Delivery delivery) {
    if (!delivery.cause().isEmpty()) {
      return delivery.cause();
    }
    List<Stage> running =
        delivery.stages().stream().filter(stage -> stage.state() == State.RUNNING).toList();
    if (running.isEmpty()) {
      return delivery.state().isFinal() ? "done" : "waiting";
    }
    Stage first = running.getFirst();
    String more = running.size() > 1 ? " and " + (running.size() - 1) + " more" : "";
    return first.name() + more + (first.summary().isEmpty() ? "" : ": " + first.summary());
  }
}
