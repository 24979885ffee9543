package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import java.util.List;

/// The webhooks of a repository and what became of their latest deliveries.
public record HooksPage(RepositoryHeader repository, List<Hook> hooks) {
  public HooksPage {
    hooks = List.copyOf(hooks);
  }

  public record Hook(
      long id,
      String url,
      String events,
      boolean active,
      boolean signed,
      List<Delivery> deliveries) {
    public Hook {
      deliveries = List.copyOf(deliveries);
    }
  }

  /// @param answer what the receiver said, cut to a readable length
  public record Delivery(
      long id,
      Sign sign,
      String event,
      String status,
      boolean redelivery,
      Instant at,
      String took,
      String answer) {}
}
