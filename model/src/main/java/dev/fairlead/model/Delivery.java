package dev.fairlead.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One push's way through the layers.
///
/// @param id short, unique; it is the value of the `Fairlead-Delivery` trailer
/// @param repository the repository's URL as users write it
/// @param before the branch's tip before the push; [CommitId#NONE] for a new branch
/// @param pushed the commit that was pushed
/// @param head where the delivery has got to: `pushed`, or the last commit that it wrote itself
/// @param title first line of the pushed commit's message
/// @param author who wrote the pushed commit
/// @param finishedAt null while it runs
/// @param cause why it stopped, in words; empty unless it failed or was cancelled
public record Delivery(
    String id,
    String repository,
    String branch,
    CommitId before,
    CommitId pushed,
    CommitId head,
    String title,
    String author,
    Instant startedAt,
    @Nullable Instant finishedAt,
    State state,
    String cause,
    List<Stage> stages) {

  /// The trailer by which a commit says that it continues a delivery.
  public static final String TRAILER = "Fairlead-Delivery";

  public Delivery {
    stages = List.copyOf(stages);
  }

  public Optional<Stage> stage(String name) {
    return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
  }

  public Delivery withStages(List<Stage> newStages) {
    return new Delivery(
        id,
        repository,
        branch,
        before,
        pushed,
        head,
        title,
        author,
        startedAt,
        finishedAt,
        state,
        cause,
        newStages);
  }

  public Delivery withHead(CommitId newHead) {
    return new Delivery(
        id,
        repository,
        branch,
        before,
        pushed,
        newHead,
        title,
        author,
        startedAt,
        finishedAt,
        state,
        cause,
        stages);
  }

  public Delivery ended(State end, Instant at, String why) {
    return new Delivery(
        id,
        repository,
        branch,
        before,
        pushed,
        head,
        title,
        author,
        startedAt,
        at,
        end,
        why,
        stages);
  }
}
