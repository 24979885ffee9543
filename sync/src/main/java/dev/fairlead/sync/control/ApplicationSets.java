package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.DeleteOptions;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationSet;
import dev.fairlead.sync.application.ApplicationSet.Cluster;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ApplicationSets of the control namespace: makes, updates and removes their Applications. One
/// thread does it for all sets.
final class ApplicationSets {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationSets.class);
  private static final Duration EVERY = Duration.ofMinutes(3);
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final WriteOptions WRITE =
      WriteOptions.DEFAULT.withManager("argocd-applicationset-controller").withValidation("Ignore");

  private final SyncContext context;
  private final Signal signal = new Signal();
  private final AtomicBoolean fresh = new AtomicBoolean(true);
  private final Map<String, JsonNode> writtenStatus = new HashMap<>();
  private @Nullable Thread thread;

  ApplicationSets(SyncContext context) {
    this.context = context;
  }

  void start() {
    thread = Thread.ofVirtual().name("application-sets").start(this::loop);
  }

  void touched() {
    signal.raise();
  }

  void repositoryChanged() {
    fresh.set(true);
    signal.raise();
  }

  void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void loop() {
    try {
      while (true) {
        long seen = signal.count();
        boolean ask = fresh.getAndSet(false);
        for (LiveObject object : context.cache().ofKind(Application.GROUP, ApplicationSet.KIND)) {
          if (object.key().namespace().equals(context.settings().controlNamespace())) {
            reconcile(ApplicationSet.of(object.json()), ask);
          }
        }
        if (!signal.await(seen, EVERY)) {
          fresh.set(true);
        }
        Thread.sleep(GATHER);
      }
    } catch (InterruptedException _) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void reconcile(ApplicationSet set, boolean ask) {
    if (set.object().path("metadata").hasNonNull("deletionTimestamp")) {
      return;
    }
    try {
      ApplicationSet.Generated generated = set.generate(new View(ask));
      List<String> problems = new ArrayList<>(generated.errors());
      Set<String> names = new HashSet<>();
      for (ObjectNode application : generated.applications()) {
        String name = application.path("metadata").path("name").asText();
        names.add(name);
        bring(set, application, name, problems);
      }
      // A result that is invalid now may be one that was valid before: it keeps its Application.
      if (generated.errors().isEmpty()) {
        remove(set, names, problems);
      }
      status(set, problems);
    } catch (ApplicationSet.GenerationException e) {
      status(set, List.of(String.valueOf(e.getMessage())));
    } catch (ClusterException e) {
      LOG.info("ApplicationSet {}: {}", set.name(), e.getMessage());
    } catch (RuntimeException e) {
      // One set's fault must not stop the others.
      LOG.error("ApplicationSet {}", set.name(), e);
    }
  }

  private final class View implements ApplicationSet.Surroundings {
    private final boolean ask;

    View(boolean ask) {
      this.ask = ask;
    }

    @Override
    public RevisionTree tree(String repoUrl, String revision) {
      return context
          .repositories()
          .tree(repoUrl, context.repositories().resolve(repoUrl, revision, ask));
    }

    @Override
    public List<Cluster> clusters() {
      return List.of(new Cluster("in-cluster", Application.Destination.IN_CLUSTER));
    }
  }

  private void bring(
      ApplicationSet set, ObjectNode application, String name, List<String> problems) {
    ObjectNode object = application.deepCopy();
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("namespace", set.namespace());
    ObjectNode owner = metadata.putArray("ownerReferences").addObject();
    owner
        .put("apiVersion", Application.API_VERSION)
        .put("kind", ApplicationSet.KIND)
        .put("name", set.name())
        .put("uid", set.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    if (set.preserve() && metadata.path("finalizers") instanceof ArrayNode finalizers) {
      for (int i = finalizers.size() - 1; i >= 0; i--) {
        if (finalizers.get(i).asText().startsWith(Application.RESOURCES_FINALIZER)) {
          finalizers.remove(i);
        }
      }
    }
    LiveObject live = context.cache().find(Applications.key(set.namespace(), name)).orElse(null);
    if (live != null) {
      if (!live.ownerUids().contains(set.uid())) {
        problems.add(
            "Application %s exists already and does not belong to this ApplicationSet: rename one"
                .formatted(name));
        return;
      }
      if (set.policy().equals("create-only") || set.policy().equals("create-delete")) {
        return;
      }
    }
    ApiResource type = type(Application.KIND);
    try {
      if (live != null && holds(live.json(), object)) {
        return;
      }
      String what =
          (live == null ? "create" : "update") + " Application " + name + " of " + set.name();
      journal(name, what, "");
      context.cache().observed(context.cluster().apply(type, object, WRITE));
      journal(name, what, "done");
    } catch (ClusterException e) {
      problems.add("Application " + name + ": " + e.getMessage());
    }
  }

  /// Whether a live Application is as generated; annotations and labels of others are theirs.
  private static boolean holds(ObjectNode live, ObjectNode wanted) {
    if (!live.path("spec").equals(wanted.path("spec"))) {
      return false;
    }
    for (String field : List.of("labels", "annotations")) {
      for (Map.Entry<String, JsonNode> entry : wanted.path("metadata").path(field).properties()) {
        if (!entry.getValue().equals(live.path("metadata").path(field).path(entry.getKey()))) {
          return false;
        }
      }
    }
    return true;
  }

  private void remove(ApplicationSet set, Set<String> names, List<String> problems) {
    if (set.policy().equals("create-only") || set.policy().equals("create-update")) {
      return;
    }
    for (LiveObject child : context.cache().ownedBy(set.uid())) {
      boolean extra =
          child.key().kind().equals(Application.KIND) && !names.contains(child.key().name());
      if (!extra || child.json().path("metadata").hasNonNull("deletionTimestamp")) {
        continue;
      }
      String what = "delete Application " + child.key().name() + " of " + set.name();
      journal(child.key().name(), what, "");
      try {
        context
            .cluster()
            .delete(
                type(Application.KIND),
                set.namespace(),
                child.key().name(),
                DeleteOptions.BACKGROUND.withUid(child.uid()));
        journal(child.key().name(), what, "done");
      } catch (ClusterException e) {
        problems.add(child.key().name() + ": " + e.getMessage());
      }
    }
  }

  private ApiResource type(String kind) {
    return context.cluster().discovery().find(Application.GROUP, kind).orElseThrow();
  }

  private void status(ApplicationSet set, List<String> problems) {
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    boolean failed = !problems.isEmpty();
    condition(conditions, set, "ErrorOccurred", failed, failed ? String.join("; ", problems) : "");
    condition(conditions, set, "ParametersGenerated", !failed, "");
    condition(conditions, set, "ResourcesUpToDate", !failed, "");
    if (conditions.equals(writtenStatus.get(set.uid()))) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("status").set("conditions", conditions);
    ApiResource type = type(ApplicationSet.KIND);
    // Argo CD's own definition has a status subresource here, ours has not.
    WriteOptions options = type.subresources().contains("status") ? WRITE.on("status") : WRITE;
    context.cluster().patch(type, set.namespace(), set.name(), PatchType.MERGE, patch, options);
    writtenStatus.put(set.uid(), conditions);
  }

  private void condition(
      ArrayNode conditions, ApplicationSet set, String type, boolean holds, String message) {
    String status = holds ? "True" : "False";
    String since = "";
    for (JsonNode before : set.object().path("status").path("conditions")) {
      if (before.path("type").asText().equals(type)
          && before.path("status").asText().equals(status)) {
        since = before.path("lastTransitionTime").asText("");
      }
    }
    conditions
        .addObject()
        .put("type", type)
        .put("status", status)
        .put("reason", type)
        .put("message", message)
        .put(
            "lastTransitionTime",
            since.isEmpty() ? Timestamps.text(context.clock().instant()) : since);
  }

  private void journal(String application, String what, String outcome) {
    context
        .journal()
        .append(
            new Entry(
                context.clock().instant(),
                Kind.BOOTSTRAP,
                application,
                "",
                List.of(),
                "ApplicationSet",
                what,
                outcome,
                List.of()));
  }
}
