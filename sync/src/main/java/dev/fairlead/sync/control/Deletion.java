package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.Propagation;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import dev.fairlead.sync.plan.Names;
import dev.fairlead.sync.plan.SyncWave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Takes an Application down whose deletion was asked for: its objects from the highest wave to the
/// lowest, each wave gone before the next, then its finalizers.
final class Deletion {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final SyncContext context;
  private final Application application;
  private final ObjectWriter writer;
  private final LiveView live;

  Deletion(SyncContext context, Evaluator evaluator, Application application) {
    this.context = context;
    this.application = application;
    this.writer = new ObjectWriter(context);
    this.live = evaluator.liveView();
  }

  /// Does what can be done now.
  ///
  /// @return when to look again, unless something changes before
  Duration step() throws InterruptedException {
    List<String> cascade =
        application.finalizers().stream()
            .filter(name -> name.startsWith(Application.RESOURCES_FINALIZER))
            .toList();
    if (!cascade.isEmpty() && application.destination().isInCluster()) {
      Propagation propagation =
          cascade.getFirst().endsWith("/background")
              ? Propagation.BACKGROUND
              : Propagation.FOREGROUND;
      if (!pruned(propagation)) {
        return LOOK_AGAIN;
      }
    }
    removeFinalizers();
    return LOOK_AGAIN;
  }

  private boolean pruned(Propagation propagation) throws InterruptedException {
    var objects = new ArrayList<ObjectNode>();
    for (ObjectNode object : live.tracked(application.name())) {
      boolean child = !object.path("metadata").path("ownerReferences").isEmpty();
      if (!child && !isKept(object) && !isItself(object)) {
        objects.add(object);
      }
    }
    Optional<Integer> highest = objects.stream().map(SyncWave::of).max(Comparator.naturalOrder());
    if (highest.isEmpty()) {
      return true;
    }
    List<ObjectNode> wave =
        objects.stream()
            .filter(object -> SyncWave.of(object) == highest.get())
            .filter(object -> !object.path("metadata").hasNonNull("deletionTimestamp"))
            .toList();
    List<String> problems =
        Parallel.each(
            wave,
            object -> {
              ResourceKey key = ResourceKey.of(object);
              journal("delete " + key, "");
              try {
                writer.delete(writer.type(object), key, object, propagation);
                journal("delete " + key, "done");
                return Optional.empty();
              } catch (ClusterException e) {
                journal("delete " + key, "failed: " + e.getMessage());
                return Optional.of(key + ": " + e.getMessage());
              }
            });
    if (!problems.isEmpty()) {
      throw new ClusterException(
          409,
          "",
          "the Application cannot be deleted yet: " + String.join("; ", problems),
          MissingNode.getInstance());
    }
    return false;
  }

  private boolean isKept(ObjectNode object) {
    SyncOptions options =
        application
            .syncPolicy()
            .options()
            .overriddenBy(
                SyncOptions.ofAnnotation(
                    object
                        .path("metadata")
                        .path("annotations")
                        .path(Names.SYNC_OPTIONS)
                        .asText("")));
    return options.isFalse("Delete")
        || object
            .path("metadata")
            .path("annotations")
            .path(Names.HELM_RESOURCE_POLICY)
            .asText("")
            .equals("keep");
  }

  private boolean isItself(ObjectNode object) {
    return ResourceKey.of(object).equals(Applications.key(application));
  }

  private void removeFinalizers() {
    List<String> others =
        application.finalizers().stream()
            .filter(name -> !name.contains("argocd.argoproj.io"))
            .toList();
    if (others.size() == application.finalizers().size()) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ArrayNode finalizers = patch.putObject("metadata").putArray("finalizers");
    others.forEach(finalizers::add);
    ApiResource type =
        context.cluster().discovery().find(Application.GROUP, Application.KIND).orElseThrow();
    try {
      context
          .cluster()
          .patch(
              type,
              application.namespace(),
              application.name(),
              PatchType.MERGE,
              patch,
              WriteOptions.DEFAULT);
    } catch (ClusterException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void journal(String what, String outcome) {
    context
        .journal()
        .append(
            new Entry(
                context.clock().instant(),
                Kind.DELETION,
                application.name(),
                "",
                List.of(),
                "the Application is deleted",
                what,
                outcome,
                List.of()));
  }
}
