package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.ClusterClient.DeleteOptions;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.Propagation;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.compare.ApplyStep;
import dev.fairlead.sync.compare.Comparison;
import dev.fairlead.sync.compare.Target;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries steps out on the cluster.
final class ObjectWriter implements Comparison.DryRun {
  private static final Duration GONE_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final SyncContext context;

  ObjectWriter(SyncContext context) {
    this.context = context;
  }

  /// The kind of an object in just the version that it is written in.
  ///
  /// @throws ClusterException where the cluster does not serve it
  ApiResource type(ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText("");
    String kind = object.path("kind").asText("");
    return context
        .cluster()
        .discovery()
        .findVersion(apiVersion, kind)
        .or(() -> context.cluster().rediscover().findVersion(apiVersion, kind))
        .orElseThrow(() ->
            new ClusterException(
                404,
                "NotFound",
                "the cluster does not serve %s %s; it serves %s"
                    .formatted(
                        apiVersion,
                        kind,
                        context
                            .cluster()
                            .discovery()
                            .find(ResourceKey.groupOf(apiVersion), kind)
                            .map(other -> "it as " + other.apiVersion())
                            .orElse("no such kind: install its CustomResourceDefinition")),
                MissingNode.getInstance()));
  }

  @Override
  public ObjectNode result(Target target, ObjectNode live, ApplyStep step) {
    return write(target.object(), live, step, ApplyStep.Mode.DEFAULT, true).object();
  }

  /// @param what `created`, `configured`, `unchanged` .., as kubectl says it
  record Written(ObjectNode object, String what) {}

  /// @param live null where there is none
  Written write(
      ObjectNode target,
      @Nullable ObjectNode live,
      ApplyStep step,
      ApplyStep.Mode mode,
      boolean dryRun) {
    ClusterClient cluster = context.cluster();
    ApiResource type = type(target);
    ResourceKey key = ResourceKey.of(target);
    WriteOptions options =
        WriteOptions.DEFAULT.withValidation(mode.validate() ? "Strict" : "Ignore");
    if (dryRun) {
      options = options.withDryRun();
    }
    Written written =
        switch (step) {
          case ApplyStep.Nothing() -> new Written(live == null ? target : live, "unchanged");
          case ApplyStep.Create(ObjectNode object) ->
              new Written(cluster.create(type, object, options), "created");
          case ApplyStep.Patch(PatchType patchType, ObjectNode patch, ObjectNode _) ->
              new Written(
                  cluster.patch(type, key.namespace(), key.name(), patchType, patch, options),
                  "configured");
          case ApplyStep.ServerSide(ObjectNode object) ->
              new Written(cluster.apply(type, object, options), "serverside-applied");
          case ApplyStep.Replace(ObjectNode object) ->
              new Written(cluster.replace(type, object, options), "replaced");
          case ApplyStep.Recreate(ObjectNode object) ->
              dryRun ? new Written(object, "replaced") : recreate(type, key, object, live, options);
        };
    if (!dryRun) {
      context.cache().observed(written.object());
    }
    return written;
  }

  private Written recreate(
      ApiResource type,
      ResourceKey key,
      ObjectNode object,
      @Nullable ObjectNode live,
      WriteOptions options) {
    delete(type, key, live, Propagation.FOREGROUND);
    try {
      awaitGone(type, key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClusterException.unreachable("interrupted while " + key + " was replaced", e);
    }
    return new Written(context.cluster().create(type, object, options), "replaced");
  }

  /// Deletes just the object that is known, not a successor of the same name.
  boolean delete(
      ApiResource type, ResourceKey key, @Nullable ObjectNode live, Propagation propagation) {
    String uid = live == null ? "" : live.path("metadata").path("uid").asText("");
    var options = new DeleteOptions(propagation, uid.isEmpty() ? null : uid, null, false);
    return context.cluster().delete(type, key.namespace(), key.name(), options);
  }

  /// Waits until an object is gone.
  ///
  /// @throws ClusterException where it stays
  void awaitGone(ApiResource type, ResourceKey key) throws InterruptedException {
    long end = System.nanoTime() + GONE_WITHIN.toNanos();
    while (true) {
      Optional<ObjectNode> still = context.cluster().get(type, key.namespace(), key.name());
      if (still.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new ClusterException(
            409,
            "Conflict",
            "%s is still there %d s after it was deleted; its finalizers are %s"
                .formatted(
                    key, GONE_WITHIN.toSeconds(), still.get().path("metadata").path("finalizers")),
            MissingNode.getInstance());
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  /// `deployment.apps/web`, as kubectl names an object in its messages.
  static String name(ResourceKey key) {
    return key.kind().toLowerCase(Locale.ROOT)
        + (key.group().isEmpty() ? "" : "." + key.group())
        + "/"
        + key.name();
  }
}
