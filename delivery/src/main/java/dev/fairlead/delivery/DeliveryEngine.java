package dev.fairlead.delivery;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Stage;
import java.util.List;

/// What a layer's engine does for deliveries. The pipeline composes engines through this interface
/// and knows nothing else of them.
///
/// An engine is safe for any thread: the stages of one delivery, and several deliveries, run at
/// once.
public interface DeliveryEngine {

  /// What is wrong with this engine's units at a revision. Pure: it changes nothing.
  List<Finding> check(Change change);

  /// The stages that a change makes this engine run, each waiting; none where it is not concerned.
  List<Stage> plan(Change change);

  /// Whether a stage is one of this engine's.
  boolean owns(Stage stage);

  /// Whether the stages of one plan run one after another, and the first that fails keeps the rest
  /// from starting; else they run at once.
  default boolean inSequence() {
    return false;
  }

  /// Whether its stages commit to the branch (image tags, the inventory); such commits carry the
  /// delivery's trailer and continue it.
  default boolean commits() {
    return false;
  }

  /// Carries one of its stages to its end, blocking. It is called again with the same stage after a
  /// restart in the middle, and must then take up what was begun, or repeat it without harm.
  ///
  /// @throws InterruptedException where the program stops; what was begun is taken up after the
  ///   restart
  Outcome deliver(Change change, Stage stage, Progress progress) throws InterruptedException;

  /// How an engine says where a stage is.
  interface Progress {

    /// One line: what it does now.
    void doing(String summary);

    /// Where the stage's log is written, so that it can be followed.
    void log(String path);
  }
}
