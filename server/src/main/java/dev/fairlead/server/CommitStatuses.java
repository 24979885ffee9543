package dev.fairlead.server;

import dev.fairlead.forge.CommitStatus;
import dev.fairlead.forge.ForgeException;
import dev.fairlead.forge.GitHub;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.model.Delivery;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows deliveries of one repository beside their commits on the forge, in order. A forge that
/// cannot be reached does not hold up a delivery: it is logged, and the next status says it all
/// again.
final class CommitStatuses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitStatuses.class);
  private static final String CONTEXT = "fairlead/delivery";
  private static final long CLOSE_TIMEOUT_SECONDS = 5;

  private final String repository;
  private final Optional<RepositoryName> name;
  private final GitHub forge;
  private final Supplier<URI> pages;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("commit-statuses-", 0).factory());

  /// @param pages where the pages are; asked when there is something to tell
  CommitStatuses(String repository, GitHub forge, Supplier<URI> pages) {
    this.repository = repository;
    this.name = RepositoryName.of(repository);
    this.forge = forge;
    this.pages = pages;
  }

  /// Tells the forge when a delivery begins and when it ends.
  void changed(Delivery delivery) {
    if (name.isEmpty() || !delivery.repository().equals(repository)) {
      return;
    }
    boolean begins = delivery.stages().isEmpty() && delivery.finishedAt() == null;
    if (!begins && delivery.finishedAt() == null) {
      return;
    }
    CommitStatus status = status(delivery);
    sender.submit(() -> {
      try {
        forge.setStatus(name.get(), delivery.pushed(), status);
      } catch (ForgeException e) {
        LOG.warn("status of {}: {}", delivery.pushed().abbreviated(), e.getMessage());
      }
    });
  }

  private CommitStatus status(Delivery delivery) {
    String target = pages.get() + "/deliveries/" + delivery.id();
    return switch (delivery.state()) {
      case SUCCEEDED ->
          new CommitStatus(CommitStatus.Outcome.SUCCESS, CONTEXT, "delivered", target);
      case FAILED, CANCELLED ->
          new CommitStatus(CommitStatus.Outcome.FAILURE, CONTEXT, delivery.cause(), target);
      case WAITING, RUNNING, BLOCKED, SKIPPED ->
          new CommitStatus(CommitStatus.Outcome.PENDING, CONTEXT, "on its way", target);
    };
  }

  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
