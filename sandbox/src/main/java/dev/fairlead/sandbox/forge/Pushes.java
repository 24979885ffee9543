package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows once refs have changed, by Git or by the API: the first branch becomes the default
/// one, hooks hear of it, pull requests follow. Safe for any thread.
final class Pushes {
  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);

  /// GitHub sends no push events at all for more branches than that in one push.
  private static final int MAX_BRANCHES = 5000;

  /// Nor for more tags than that.
  private static final int MAX_TAGS = 3;

  private final GitHubJson json;
  private final Webhooks webhooks;
  private final Pulls pulls;
  private final Clock clock;

  Pushes(GitHubJson json, Webhooks webhooks, Pulls pulls, Clock clock) {
    this.json = json;
    this.webhooks = webhooks;
    this.pulls = pulls;
    this.clock = clock;
  }

  void received(ForgeRepository repository, Account pusher, List<RefChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    repository.setPushed(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    adoptDefaultBranch(repository, changes);
    tellPushes(repository, pusher, changes);
    pulls.branchesMoved(repository, pusher, changes);
  }

  private void tellPushes(ForgeRepository repository, Account pusher, List<RefChange> changes) {
    long tags = changes.stream().filter(change -> isTag(change.ref())).count();
    if (changes.size() - tags > MAX_BRANCHES) {
      return;
    }
    var payloads = new PushPayload(json, repository);
    for (RefChange change : changes) {
      if (isTag(change.ref()) ? tags > MAX_TAGS : !change.ref().startsWith(Constants.R_HEADS)) {
        continue;
      }
      try {
        webhooks.publish(repository, "push", payloads.of(change, changes, pusher));
        if (change.isCreated() || change.isDeleted()) {
          webhooks.publish(
              repository,
              change.isCreated() ? "create" : "delete",
              payloads.refEvent(change, pusher));
        }
      } catch (IOException | RuntimeException e) {
        // The refs are changed: failing the push now would tell the client a lie (and an exception
        // in the middle of the answer leaves Git waiting for the rest of it).
        LOG.error("cannot tell hooks of {} about {}", repository, change.ref(), e);
      }
    }
  }

  private static boolean isTag(String ref) {
    return ref.startsWith(Constants.R_TAGS);
  }

  private static void adoptDefaultBranch(ForgeRepository repository, List<RefChange> changes) {
    try {
      if (repository.git().exactRef(Constants.R_HEADS + repository.defaultBranch()) != null) {
        return;
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the refs of " + repository, e);
    }
    changes.stream()
        .filter(change -> !change.isDeleted() && change.ref().startsWith(Constants.R_HEADS))
        .findFirst()
        .ifPresent(change ->
            repository.setDefaultBranch(change.ref().substring(Constants.R_HEADS.length())));
  }
}
