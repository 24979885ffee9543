package dev.fairlead.delivery;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Severity;
import dev.fairlead.model.Stage;
import dev.fairlead.sync.application.ApplicationDiscovery;
import dev.fairlead.sync.application.ApplicationDiscovery.Discovered;
import dev.fairlead.sync.control.SyncController;
import java.util.List;
import java.util.Set;

/// Brings the Applications that a revision holds into the cluster, so that nobody has to apply them
/// by hand.
public final class BootstrapEngine implements DeliveryEngine {
  static final String STAGE = "applications";

  private final SyncController controller;
  private final ApplicationEngine.Branching branching;

  public BootstrapEngine(SyncController controller, ApplicationEngine.Branching branching) {
    this.controller = controller;
    this.branching = branching;
  }

  private Discovered discover(Change change) {
    Discovered discovered = ApplicationDiscovery.discover(change.tree());
    return DeployedBranch.speaks(change, discovered, branching)
        ? discovered
        : new Discovered(List.of(), List.of(), List.of(), List.of());
  }

  /// A bad manifest stops the push that brings or changes it. One that was there before is only
  /// remarked: it must not stand in the way of everything else.
  @Override
  public List<Finding> check(Change change) {
    Set<String> changed = Set.copyOf(change.changedPaths());
    return discover(change).findings().stream()
        .map(finding ->
            finding.severity() == Severity.ERROR && !changed.contains(finding.at().file())
                ? Finding.warning(finding.rule(), finding.at(), finding.message())
                : finding)
        .toList();
  }

  @Override
  public List<Stage> plan(Change change) {
    return count(discover(change)) == 0
        ? List.of()
        : List.of(Stage.waiting(STAGE, Layer.DEPLOYMENT, "argocd", "waiting for the builds"));
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.name().equals(STAGE);
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress) {
    progress.doing("writing the Applications of " + change.head().abbreviated());
    List<String> problems =
        controller.bootstrap(change.repository(), change.head(), change.tree()).stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .filter(finding -> change.changedPaths().contains(finding.at().file()))
            .map(Finding::toString)
            .toList();
    return problems.isEmpty()
        ? Outcome.succeeded(count(discover(change)) + " objects in step")
        : Outcome.failed(problems.getFirst(), problems);
  }

  private static int count(Discovered discovered) {
    return discovered.applications().size()
        + discovered.applicationSets().size()
        + discovered.projects().size();
  }
}
