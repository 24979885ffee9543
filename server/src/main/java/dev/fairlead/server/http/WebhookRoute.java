package dev.fairlead.server.http;

import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.forge.ForgeException;
import dev.fairlead.forge.RepositoryEvent;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.forge.WebhookSignature;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.server.config.ServerConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GitHub's webhooks. Each is only a hint to look at the repository or its pull requests, which are
/// then asked themselves: a true signature on a false payload changes nothing.
final class WebhookRoute {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookRoute.class);

  private static final Set<String> USED =
      Set.of("push", "pull_request", "pull_request_review", "issue_comment");
  private static final Duration REFUSAL_PAUSE = Duration.ofMinutes(1);

  private final List<ServerConfig.Repository> repositories;
  private final DeliveryService deliveries;
  private final Consumer<String> changeTold;
  private final Consumer<JournalEntry> journal;
  private final Clock clock;
  private Instant nextRefusalTold = Instant.MIN;

  WebhookRoute(
      List<ServerConfig.Repository> repositories,
      DeliveryService deliveries,
      Consumer<String> changeTold,
      Consumer<JournalEntry> journal,
      Clock clock) {
    this.repositories = repositories;
    this.deliveries = deliveries;
    this.changeTold = changeTold;
    this.journal = journal;
    this.clock = clock;
  }

  void handle(Context context) {
    String event = context.header("X-GitHub-Event");
    if (event == null) {
      answer(context, 400, "expected the header X-GitHub-Event; only GitHub's webhooks are taken");
      return;
    }
    byte[] body = context.bodyAsBytes();
    String signature = context.header("X-Hub-Signature-256");
    if (event.equals("ping")) {
      boolean known = repositories.stream().anyMatch(each -> isSignedFor(each, body, signature));
      answer(context, known ? 200 : 401, known ? "pong" : "the signature fits no repository");
      return;
    }
    if (!USED.contains(event)) {
      answer(context, 202, "event " + event + " is not used");
      return;
    }
    RepositoryEvent about;
    try {
      about = RepositoryEvent.parse(body);
    } catch (ForgeException e) {
      answer(context, 400, String.valueOf(e.getMessage()));
      return;
    }
    Optional<ServerConfig.Repository> repository = repository(about);
    if (repository.isEmpty()) {
      answer(context, 404, "no repository " + about.fullName() + " in the server's configuration");
      return;
    }
    if (repository.get().webhookSecret() == null) {
      answer(
          context,
          403,
          "webhooks of "
              + about.fullName()
              + " are not taken: set webhookSecretFile in the server's configuration");
      return;
    }
    if (!isSignedFor(repository.get(), body, signature)) {
      refused(about);
      answer(
          context,
          401,
          "the signature does not fit; the webhook's secret must be the one in webhookSecretFile");
      return;
    }
    if (event.equals("push")) {
      boolean _ = deliveries.pushed(repository.get().url());
    } else {
      changeTold.accept(repository.get().url());
    }
    answer(context, 202, "looking at " + about.fullName());
  }

  /// Anybody can send these: one a minute is enough for the journal.
  private synchronized void refused(RepositoryEvent about) {
    Instant now = clock.instant();
    if (now.isBefore(nextRefusalTold)) {
      return;
    }
    nextRefusalTold = now.plus(REFUSAL_PAUSE);
    LOG.warn("refused a webhook for {}: its signature does not fit", about.fullName());
    journal.accept(
        new JournalEntry(
            clock.instant(),
            "unknown",
            null,
            "Repository " + about.fullName(),
            "webhook",
            null,
            "an event with a false signature",
            "refused"));
  }

  private static boolean isSignedFor(
      ServerConfig.Repository repository, byte[] body, @Nullable String signature) {
    return repository.webhookSecret() != null
        && WebhookSignature.proves(repository.webhookSecret(), body, signature);
  }

  private Optional<ServerConfig.Repository> repository(RepositoryEvent about) {
    return repositories.stream()
        .filter(each ->
            RepositoryName.of(each.url())
                .map(name -> name.fullName().equalsIgnoreCase(about.fullName()))
                .orElse(each.url().equals(about.cloneUrl())))
        .findFirst();
  }

  private static void answer(Context context, int status, String text) {
    context.status(status).contentType("text/plain; charset=utf-8").result(text + "\n");
  }
}
