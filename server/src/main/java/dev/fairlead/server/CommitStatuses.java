package dev.fairlead.server;

import dev.fairlead.forge.CommitStatus;
import dev.fairlead.forge.ForgeException;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.server.GitHubRepositories.OnForge;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows deliveries of one repository beside their commits on the forge, in order. A forge that
/// cannot be reached does not hold up a delivery: it is told later.
final class CommitStatuses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitStatuses.class);
  private static final String CONTEXT = "fairlead/delivery";
  private static final List<Duration> TRY_AGAIN =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1));
  private static final long CLOSE_TIMEOUT_SECONDS = 5;

  private final OnForge repository;
  private final Supplier<URI> pages;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("commit-statuses-", 0).factory());

  /// @param pages where the pages are; asked when there is something to tell
  CommitStatuses(OnForge repository, Supplier<URI> pages) {
    this.repository = repository;
    this.pages = pages;
  }

  /// Tells the forge when a delivery begins and when it ends.
  void changed(Delivery delivery) {
    if (!delivery.repository().equals(repository.url())) {
      return;
    }
    boolean begins = delivery.stages().isEmpty() && delivery.finishedAt() == null;
    if (!begins && delivery.finishedAt() == null) {
      return;
    }
    CommitStatus status = status(delivery);
    sender.submit(() -> {
      send(delivery.pushed(), status);
      return null;
    });
  }

  private void send(CommitId commit, CommitStatus status) throws InterruptedException {
    for (Duration pause : TRY_AGAIN) {
      try {
        repository.forge().setStatus(repository.name(), commit, status);
        return;
      } catch (ForgeException e) {
        LOG.warn("status of {}: {}; trying again", commit.abbreviated(), e.getMessage());
        Thread.sleep(pause);
      }
    }
    try {
      repository.forge().setStatus(repository.name(), commit, status);
    } catch (ForgeException e) {
      LOG.warn("status of {} is given up: {}", commit.abbreviated(), e.getMessage());
    }
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
