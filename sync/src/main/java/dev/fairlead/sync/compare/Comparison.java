package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.kubernetes.Health;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.plan.Hook;
import dev.fairlead.sync.plan.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an Application wants against what is live.
///
/// The verdict on an object comes from the step that would apply it: where that step changes
/// nothing in a local merge, the object is in sync and no request was needed. Where it seems to
/// change something, the server is asked by a dry run, so that its own defaults, conversions and
/// webhooks cannot make an object look different forever.
public final class Comparison {
  private final List<Compared> objects;
  private final List<String> shared;

  private Comparison(List<Compared> objects, List<String> shared) {
    this.objects = List.copyOf(objects);
    this.shared = List.copyOf(shared);
  }

  /// Sorted by key.
  public List<Compared> objects() {
    return objects;
  }

  /// Objects that another Application claims too.
  public List<String> shared() {
    return shared;
  }

  public boolean outOfSync() {
    return objects.stream().anyMatch(object -> object.counts() && object.outOfSync());
  }

  /// What the cluster has.
  public interface Live {
    /// A tree that the caller owns, complete.
    Optional<ObjectNode> find(ResourceKey key);

    /// As the server itself has it now.
    Optional<ObjectNode> fresh(ResourceKey key);

    /// Everything that carries the tracking id of an Application.
    List<ObjectNode> tracked(String application);
  }

  /// Asks the server what a step would come to.
  public interface DryRun {
    /// @throws ClusterException where the server refuses the step or cannot be reached
    ObjectNode result(Target target, ObjectNode live, ApplyStep step);
  }

  public static Comparison of(
      Application application,
      Targets targets,
      Live live,
      KindTypes types,
      DryRun dryRun,
      Verdicts verdicts) {
    var comparer = new Comparer(application, live, types, dryRun, verdicts);
    var objects = new ArrayList<Compared>();
    var shared = new ArrayList<String>();
    Set<ResourceKey> wanted = new HashSet<>();
    for (Target target : targets.targets()) {
      wanted.add(target.key());
      ObjectNode found =
          target.key().name().isEmpty() ? null : live.find(target.key()).orElse(null);
      if (found != null) {
        Tracking.of(found)
            .filter(tracking -> !tracking.application().equals(application.name()))
            .filter(_ -> !Tracking.applicationOf(found).isEmpty())
            .ifPresent(tracking ->
                shared.add(
                    "%s is part of applications %s and %s"
                        .formatted(target.key(), application.name(), tracking.application())));
      }
      objects.add(comparer.compare(target, found));
    }
    Map<String, Boolean> seen = new HashMap<>();
    for (ObjectNode extra : live.tracked(application.name())) {
      ResourceKey key = ResourceKey.of(extra);
      boolean child = !extra.path("metadata").path("ownerReferences").isEmpty();
      if (wanted.contains(key)
          || child
          || Hook.of(extra).role() != Hook.Role.ORDINARY
          || seen.put(key.toString(), true) != null) {
        continue;
      }
      boolean ignored = options(extra, Names.COMPARE_OPTIONS).contains("IgnoreExtraneous");
      objects.add(
          new Compared(
              key, null, extra, Compared.Verdict.EXTRA, !ignored, List.of(), Health.of(extra)));
    }
    objects.sort((a, b) -> a.key().compareTo(b.key()));
    return new Comparison(objects, shared);
  }

  private static List<String> options(JsonNode object, String annotation) {
    String text = object.path("metadata").path("annotations").path(annotation).asText("");
    return List.of(text.replace(" ", "").split(","));
  }

  /// The target with the live values of the fields that are ignored, for
  /// `RespectIgnoreDifferences=true`.
  public static ObjectNode respecting(Application application, ObjectNode target, ObjectNode live) {
    return IgnoreRules.of(application, ResourceKey.of(target)).keepLive(target, live);
  }

  /// `stringData` would be sent again and again: the server answers only `data`.
  public static ObjectNode forMerge(ObjectNode target) {
    if (!Masking.applies(target) || !target.has("stringData")) {
      return target;
    }
    ObjectNode copy = target.deepCopy();
    Normalizer.encode(copy);
    return copy;
  }
}
