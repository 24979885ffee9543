package dev.fairlead.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.outputs.InventoryUpdate;
import dev.fairlead.ansible.outputs.InventoryUpdate.FileEdit;
import dev.fairlead.ansible.outputs.ProjectOutputs;
import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.git.CommitWriter;
import dev.fairlead.git.GitException;
import dev.fairlead.git.Person;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Severity;
import dev.fairlead.model.Stage;
import dev.fairlead.terraform.PullRequestAutomation;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.ledger.Outputs;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Hands Terraform's hosts to Ansible: where the outputs of what was applied name other hosts than
/// the inventory, a commit brings it into step and continues the delivery.
public final class InventoryEngine implements DeliveryEngine {
  static final String STAGE = "inventory";

  private final PullRequestAutomation terraform;
  private final HostsBranch hostsBranch;
  private final Function<String, CommitWriter> writers;
  private final Clock clock;

  /// @param writers the one of a repository
  public InventoryEngine(
      PullRequestAutomation terraform,
      Branching branching,
      Function<String, CommitWriter> writers,
      List<DeliveredRepository> repositories,
      Clock clock) {
    this.terraform = terraform;
    this.hostsBranch = new HostsBranch(repositories, branching);
    this.writers = writers;
    this.clock = clock;
  }

  /// Hosts that Terraform no longer lists are remarked: they are never removed by themselves.
  @Override
  public List<Finding> check(Change change) {
    return hostsBranch.is(change)
        ? update(change.repository(), change.tree()).findings().stream()
            .filter(finding -> finding.severity() != Severity.ERROR)
            .toList()
        : List.of();
  }

  @Override
  public List<Stage> plan(Change change) {
    if (!hostsBranch.is(change)) {
      return List.of();
    }
    InventoryUpdate update = update(change.repository(), change.tree());
    return update.edits().isEmpty() && errors(update).isEmpty()
        ? List.of()
        : List.of(
            Stage.waiting(STAGE, Layer.CLUSTER, "inventory", "waiting for the infrastructure"));
  }

  @Override
  public boolean commits() {
    return true;
  }

  private InventoryUpdate update(String repository, RevisionTree tree) {
    List<ProjectOutputs> outputs =
        terraform.outputs(repository).stream().map(InventoryEngine::outputs).toList();
    return InventoryUpdate.of(tree, outputs, Set.of());
  }

  private static ProjectOutputs outputs(Applied applied) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Outputs outputs = applied.outputs();
    outputs.values().forEach((name, value) -> values.put(name, value.value()));
    return new ProjectOutputs(applied.project().label(), values, outputs.sensitive());
  }

  private static List<String> errors(InventoryUpdate update) {
    return update.findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(Finding::toString)
        .toList();
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.name().equals(STAGE);
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress) {
    InventoryUpdate now = update(change.repository(), change.tree());
    List<String> errors = errors(now);
    if (!errors.isEmpty()) {
      return Outcome.failed(errors.getFirst(), errors);
    }
    progress.doing("writing the inventory: " + what(now));
    Person fairlead = Person.of("Fairlead", "fairlead@localhost", clock.instant());
    CommitWriter.Written written;
    try {
      written =
          writers
              .apply(change.repository())
              .commit(
                  change.branch(),
                  fairlead,
                  fairlead,
                  tip -> changes(change, update(change.repository(), tip)));
    } catch (GitException e) {
      return Outcome.failed("the inventory cannot be committed: " + e.getMessage(), List.of());
    }
    String[] remarks =
        now.findings().stream().map(Finding::toString).distinct().toArray(String[]::new);
    return Outcome.succeeded(
        switch (written) {
          case CommitWriter.Written.Pushed(var tip, var _) ->
              what(now) + ", commit " + tip.abbreviated();
          case CommitWriter.Written.Unchanged _ -> "in step";
        },
        remarks);
  }

  private static CommitWriter.Changes changes(Change change, InventoryUpdate update) {
    if (update.edits().isEmpty() || !errors(update).isEmpty()) {
      return CommitWriter.Changes.none();
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (FileEdit edit : update.edits()) {
      files.put(edit.path(), edit.text().getBytes(UTF_8));
    }
    return CommitWriter.Changes.write(
        files,
        "chore(inventory): %s\n\n%s: %s\n"
            .formatted(what(update), Delivery.TRAILER, change.delivery()));
  }

  private static String what(InventoryUpdate update) {
    StringBuilder text = new StringBuilder();
    append(text, "add ", update.added());
    append(text, "remove ", update.removed());
    append(text, "change ", update.changed());
    return text.isEmpty() ? "bring into step" : text.toString();
  }

  private static void append(StringBuilder text, String verb, List<String> hosts) {
    if (!hosts.isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(verb).append(String.join(" ", hosts));
    }
  }
}
