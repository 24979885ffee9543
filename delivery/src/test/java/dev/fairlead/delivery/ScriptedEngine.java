package dev.fairlead.delivery;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Stage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An engine with one stage, whose delivery is what a test says.
final class ScriptedEngine implements DeliveryEngine {
  final List<String> delivered = new CopyOnWriteArrayList<>();
  private final String stage;
  private final Layer layer;
  private final Script script;

  ScriptedEngine(String stage, Layer layer, Script script) {
    this.stage = stage;
    this.layer = layer;
    this.script = script;
  }

  interface Script {
    Outcome run(Change change) throws InterruptedException;
  }

  @Override
  public List<Finding> check(Change change) {
    return List.of();
  }

  @Override
  public List<Stage> plan(Change change) {
    return List.of(Stage.waiting(stage, layer, stage, ""));
  }

  @Override
  public boolean owns(Stage planned) {
    return planned.name().equals(stage);
  }

  /// Scripts may push, as the builds that write tags do.
  @Override
  public boolean commits() {
    return true;
  }

  @Override
  public Outcome deliver(Change change, Stage planned, Progress progress)
      throws InterruptedException {
    delivered.add(change.head().hex());
    return script.run(change);
  }
}
