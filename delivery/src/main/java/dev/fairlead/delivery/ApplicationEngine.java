package dev.fairlead.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Stage;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationDiscovery;
import dev.fairlead.sync.application.ApplicationSet;
import dev.fairlead.sync.application.Source;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import dev.fairlead.sync.control.ApplicationState.SyncStatus;
import dev.fairlead.sync.control.SyncController;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Follows the automated Applications of a branch until they run, healthy, at the delivered
/// revision. The sync itself is the controller's, as it is without a delivery.
public final class ApplicationEngine implements DeliveryEngine {
  private static final String SKIP_RECONCILE = "argocd.argoproj.io/skip-reconcile";
  static final String PREFIX = "sync ";

  /// A rolling update may look degraded for a moment, and a cluster may be away for one; only what
  /// stays so has failed.
  private static final Duration GRACE = Duration.ofSeconds(12);

  private final SyncController controller;
  private final Branching branching;
  private final Clock clock;
  private final Duration patience;
  private final String controlNamespace;

  /// @param patience how long an Application may take to become healthy
  /// @param controlNamespace where the controller looks for Applications
  public ApplicationEngine(
      SyncController controller,
      Branching branching,
      Clock clock,
      Duration patience,
      String controlNamespace) {
    this.controller = controller;
    this.branching = branching;
    this.clock = clock;
    this.patience = patience;
    this.controlNamespace = controlNamespace;
  }

  /// What the engine has to know of repositories.
  public interface Branching {

    /// Whether two URLs name the same repository.
    boolean isSame(String repositoryUrl, String other);

    /// The branch that a repository's `HEAD` names.
    Optional<String> defaultBranch(String repositoryUrl);

    /// Whether a commit is another one or in its history.
    boolean contains(String repositoryUrl, CommitId commit, CommitId ancestor);
  }

  @Override
  public List<Finding> check(Change change) {
    return List.of();
  }

  @Override
  public List<Stage> plan(Change change) {
    Set<String> names = new TreeSet<>();
    ApplicationDiscovery.Discovered discovered = ApplicationDiscovery.discover(change.tree());
    Stream<ObjectNode> written =
        discovered.applications().stream().map(ApplicationDiscovery.Found::object);
    Stream<ObjectNode> generated =
        discovered.applicationSets().stream().flatMap(set -> generate(set.object(), change));
    Stream.concat(written, generated)
        .map(Application::of)
        .filter(application -> isDelivered(application, change))
        .forEach(application -> names.add(application.name()));
    for (ApplicationState state : controller.applications()) {
      if (isDelivered(state.application(), change)) {
        names.add(state.name());
      } else {
        names.remove(state.name());
      }
    }
    return names.stream()
        .map(name -> Stage.waiting(PREFIX + name, Layer.DEPLOYMENT, name, "waiting for the builds"))
        .toList();
  }

  /// The Applications that a set will have; none where it cannot be told before it is in the
  /// cluster.
  private Stream<ObjectNode> generate(ObjectNode set, Change change) {
    try {
      return ApplicationSet.of(set)
          .generate(
              new ApplicationSet.Surroundings() {
                @Override
                public RevisionTree tree(String repositoryUrl, String revision) {
                  if (!branching.isSame(repositoryUrl, change.repository())) {
                    throw new ApplicationSet.GenerationException(
                        repositoryUrl + " is not part of this delivery");
                  }
                  return change.tree();
                }

                @Override
                public List<ApplicationSet.Cluster> clusters() {
                  return List.of(
                      new ApplicationSet.Cluster("in-cluster", Application.Destination.IN_CLUSTER));
                }
              })
          .applications()
          .stream();
    } catch (ApplicationSet.GenerationException _) {
      // The controller says it in the set's status, with all that it knows.
      return Stream.empty();
    }
  }

  private boolean isDelivered(Application application, Change change) {
    return application.syncPolicy().automated() != null
        && (application.namespace().isEmpty() || application.namespace().equals(controlNamespace))
        && !"true".equals(application.annotations().get(SKIP_RECONCILE))
        && !application.deleting()
        && sourceIndex(application, change) >= 0;
  }

  private int sourceIndex(Application application, Change change) {
    for (int i = 0; i < application.sources().size(); i++) {
      Source source = application.sources().get(i);
      if (branching.isSame(source.repoUrl(), change.repository())
          && (source.revision().equals(change.branch())
              || (source.revision().equals("HEAD")
                  && branching
                      .defaultBranch(change.repository())
                      .filter(change.branch()::equals)
                      .isPresent()))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.name().startsWith(PREFIX);
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress)
      throws InterruptedException {
    Instant deadline = clock.instant().plus(patience);
    @Nullable Instant troubledSince = null;
    var changes = new LinkedBlockingQueue<ApplicationState>();
    try (var _ =
        controller.subscribe(state -> {
          if (state.name().equals(stage.unit())) {
            changes.add(state);
          }
        })) {
      controller.refresh(stage.unit());
      controller.application(stage.unit()).ifPresent(changes::add);
      ApplicationState last = null;
      while (true) {
        Instant now = clock.instant();
        Instant wake =
            troubledSince == null ? deadline : earlier(deadline, troubledSince.plus(GRACE));
        ApplicationState next =
            changes.poll(
                Math.max(1, Duration.between(now, wake).toMillis()), TimeUnit.MILLISECONDS);
        if (next != null) {
          last = next;
        }
        if (last != null) {
          Optional<Outcome> end = judge(change, last);
          if (end.isPresent()) {
            return end.get();
          }
          Optional<Outcome> trouble = trouble(change, last);
          troubledSince =
              trouble.isEmpty() ? null : troubledSince == null ? clock.instant() : troubledSince;
          if (troubledSince != null
              && trouble.isPresent()
              && !clock.instant().isBefore(troubledSince.plus(GRACE))) {
            return trouble.get();
          }
          progress.doing(doing(change, last));
        }
        if (!clock.instant().isBefore(deadline)) {
          return last == null
              ? Outcome.failed(
                  "the controller knows no Application " + stage.unit() + " in the cluster",
                  List.of("is it in the control namespace, and can the cluster be reached?"))
              : Outcome.failed(
                  "not healthy within " + patience.toSeconds() + " s: " + reason(last),
                  unhealthy(last));
        }
      }
    }
  }

  /// What is wrong, if it stays so.
  private Optional<Outcome> trouble(Change change, ApplicationState state) {
    Optional<Outcome> error = comparisonError(state);
    if (error.isPresent()) {
      return error;
    }
    return isAt(change, state) && state.health().equals("Degraded")
        ? Optional.of(Outcome.failed(reason(state), unhealthy(state)))
        : Optional.empty();
  }

  /// The end of the stage, where this state is one.
  private Optional<Outcome> judge(Change change, ApplicationState state) {
    Optional<CommitId> revision = revision(change, state);
    if (revision.isEmpty()) {
      return Optional.empty();
    }
    if (!isAt(change, state)) {
      return branching.contains(change.repository(), revision.get(), change.head())
          ? Optional.of(
              Outcome.skipped(
                  "overtaken by " + revision.get().abbreviated() + ", which contains it"))
          : Optional.empty();
    }
    ApplicationState.Operation operation = state.operation();
    boolean ofThisRevision = operation != null && operation.revisions().contains(change.head());
    if (operation != null && ofThisRevision && operation.phase().isFinal() && !isGood(operation)) {
      List<String> details = new ArrayList<>();
      operation.results().stream()
          .filter(result -> result.status().equals("SyncFailed") || isBad(result.hookPhase()))
          .forEach(result -> details.add(result.key() + ": " + result.message()));
      return Optional.of(Outcome.failed(operation.message(), details));
    }
    return state.isSettled()
        ? Optional.of(
            Outcome.succeeded(
                "synced to "
                    + change.head().abbreviated()
                    + ", "
                    + state.resources().size()
                    + " objects, healthy"))
        : Optional.empty();
  }

  private static Optional<Outcome> comparisonError(ApplicationState state) {
    return state.conditions().stream()
        .filter(ApplicationState.Condition::isError)
        .filter(condition -> !condition.type().equals("SyncError"))
        .findFirst()
        .map(condition ->
            Outcome.failed(
                condition.type() + ": " + firstLine(condition.message()),
                condition.message().lines().toList()));
  }

  private boolean isAt(Change change, ApplicationState state) {
    return revision(change, state).filter(change.head()::equals).isPresent();
  }

  private Optional<CommitId> revision(Change change, ApplicationState state) {
    int index = sourceIndex(state.application(), change);
    return index >= 0 && index < state.revisions().size()
        ? Optional.of(state.revisions().get(index))
        : Optional.empty();
  }

  private String doing(Change change, ApplicationState state) {
    ApplicationState.Operation operation = state.operation();
    if (operation != null && !operation.phase().isFinal()) {
      return operation.message().isEmpty() ? "syncing" : operation.message();
    }
    if (!isAt(change, state)) {
      return "comparing with " + change.head().abbreviated();
    }
    return state.sync() == SyncStatus.SYNCED
        ? "waiting for health: " + reason(state)
        : "out of sync" + (state.held() == null ? "" : ", held: " + state.held());
  }

  private static String reason(ApplicationState state) {
    return unhealthy(state).stream()
        .findFirst()
        .orElse(
            state.healthMessage().isEmpty()
                ? state.sync().text() + ", " + state.health()
                : state.healthMessage());
  }

  private static List<String> unhealthy(ApplicationState state) {
    return state.resources().stream()
        .filter(row -> !row.health().isEmpty() && !row.health().equals("Healthy"))
        .sorted(Comparator.comparing(row -> !row.health().equals("Degraded")))
        .map(ApplicationEngine::line)
        .toList();
  }

  private static String line(ResourceRow row) {
    return row.key().kind()
        + " "
        + row.key().name()
        + ": "
        + row.health()
        + (row.healthMessage().isEmpty() ? "" : ", " + row.healthMessage())
        + (row.origin() == null ? "" : " (" + row.origin() + ")");
  }

  private static boolean isGood(ApplicationState.Operation operation) {
    return switch (operation.phase()) {
      case SUCCEEDED -> true;
      case RUNNING, TERMINATING, FAILED, ERROR -> false;
    };
  }

  private static boolean isBad(String hookPhase) {
    return hookPhase.equals("Failed") || hookPhase.equals("Error");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
