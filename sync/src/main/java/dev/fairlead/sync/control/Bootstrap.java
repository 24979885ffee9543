package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.DeleteOptions;
import dev.fairlead.cluster.ClusterClient.ListOptions;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.AppProject;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationDiscovery;
import dev.fairlead.sync.application.ApplicationDiscovery.Discovered;
import dev.fairlead.sync.application.ApplicationDiscovery.Found;
import dev.fairlead.sync.application.ApplicationSet;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps Argo CD's objects in the control namespace in step with the files of a repository.
final class Bootstrap {
  private static final String RULE = "application-bootstrap";

  /// Which repository brought an object; only such objects are ever removed.
  static final String REPOSITORY = "fairlead.dev/repository";

  private static final WriteOptions WRITE =
      WriteOptions.DEFAULT.withManager("fairlead-bootstrap").withValidation("Ignore");

  private final SyncContext context;

  Bootstrap(SyncContext context) {
    this.context = context;
  }

  /// Makes the control namespace and the project `default` where they are missing.
  void prepare() {
    String namespace = context.settings().controlNamespace();
    ApiResource namespaces = type("", "Namespace");
    if (context.cluster().get(namespaces, "", namespace).isEmpty()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("apiVersion", "v1").put("kind", "Namespace");
      object.putObject("metadata").put("name", namespace);
      context.cluster().apply(namespaces, object, WRITE);
    }
    ApiResource projects = type(Application.GROUP, AppProject.KIND);
    if (context.cluster().get(projects, namespace, "default").isEmpty()) {
      context.cluster().apply(projects, AppProject.defaultObject(namespace), WRITE);
    }
  }

  List<Finding> run(String repoUrl, CommitId revision, RevisionTree tree) {
    Discovered discovered = ApplicationDiscovery.discover(tree);
    var findings = new ArrayList<>(discovered.findings());
    // A project must be there before what refers to it.
    bring(AppProject.KIND, discovered.projects(), repoUrl, revision, findings);
    bring(Application.KIND, discovered.applications(), repoUrl, revision, findings);
    bring(ApplicationSet.KIND, discovered.applicationSets(), repoUrl, revision, findings);
    // A file that cannot be read may hold any of them, and must not cost an Application its life.
    if (discovered.findings().isEmpty()) {
      remove(Application.KIND, discovered.applications(), repoUrl, revision, findings);
      remove(ApplicationSet.KIND, discovered.applicationSets(), repoUrl, revision, findings);
      remove(AppProject.KIND, discovered.projects(), repoUrl, revision, findings);
    }
    return findings;
  }

  private void bring(
      String kind, List<Found> wanted, String repoUrl, CommitId revision, List<Finding> findings) {
    ApiResource type = type(Application.GROUP, kind);
    for (Found found : wanted) {
      ObjectNode object = found.object().deepCopy();
      // A status or a request in a file would overwrite the living ones.
      object.remove(List.of("status", "operation"));
      ObjectNode metadata = object.withObject("/metadata");
      String namespace = metadata.path("namespace").asText("");
      if (!namespace.isEmpty() && !namespace.equals(context.settings().controlNamespace())) {
        findings.add(
            Finding.warning(
                RULE,
                found.at(),
                "%s %s is in namespace %s, but only %s is looked at: leave the namespace out"
                    .formatted(
                        kind, found.name(), namespace, context.settings().controlNamespace())));
        continue;
      }
      metadata.put("namespace", context.settings().controlNamespace());
      metadata.withObject("/annotations").put(REPOSITORY, repoUrl);
      try {
        ObjectNode before =
            context
                .cluster()
                .get(type, context.settings().controlNamespace(), found.name())
                .orElse(null);
        String other =
            before == null
                ? ""
                : before.path("metadata").path("annotations").path(REPOSITORY).asText("");
        if (!other.isEmpty() && !other.equals(repoUrl)) {
          findings.add(
              Finding.error(
                  RULE,
                  found.at(),
                  "%s %s already comes from %s: rename one of them"
                      .formatted(kind, found.name(), other)));
          continue;
        }
        ObjectNode planned = context.cluster().apply(type, object, WRITE.withDryRun());
        if (before != null && sameSpec(before, planned)) {
          continue;
        }
        String what = (before == null ? "create " : "update ") + kind + " " + found.name();
        journal(what + " from " + found.at(), "", revision, found.name());
        context.cache().observed(context.cluster().apply(type, object, WRITE));
        journal(what, "done", revision, found.name());
      } catch (ClusterException e) {
        findings.add(
            Finding.error(
                RULE,
                found.at(),
                "the cluster refuses %s %s: %s".formatted(kind, found.name(), e.getMessage())));
      }
    }
  }

  private static boolean sameSpec(ObjectNode before, ObjectNode planned) {
    return before.path("spec").equals(planned.path("spec"))
        && same(before, planned, "annotations")
        && same(before, planned, "labels")
        && same(before, planned, "finalizers");
  }

  private static boolean same(ObjectNode before, ObjectNode planned, String field) {
    return before.path("metadata").path(field).equals(planned.path("metadata").path(field));
  }

  private void remove(
      String kind, List<Found> wanted, String repoUrl, CommitId revision, List<Finding> findings) {
    ApiResource type = type(Application.GROUP, kind);
    Set<String> names = new HashSet<>();
    wanted.forEach(found -> names.add(found.name()));
    var options = ListOptions.ALL.inNamespace(context.settings().controlNamespace());
    for (ObjectNode object : context.cluster().list(type, options).items()) {
      JsonNode metadata = object.path("metadata");
      String name = metadata.path("name").asText();
      boolean ours = metadata.path("annotations").path(REPOSITORY).asText("").equals(repoUrl);
      if (!ours || names.contains(name) || metadata.hasNonNull("deletionTimestamp")) {
        continue;
      }
      journal("delete " + kind + " " + name + ": no longer in the repository", "", revision, name);
      try {
        context
            .cluster()
            .delete(
                type,
                context.settings().controlNamespace(),
                name,
                DeleteOptions.BACKGROUND.withUid(metadata.path("uid").asText()));
        journal("delete " + kind + " " + name, "done", revision, name);
      } catch (ClusterException e) {
        findings.add(
            Finding.error(
                RULE,
                Position.of("."),
                "%s %s cannot be deleted: %s".formatted(kind, name, e.getMessage())));
      }
    }
  }

  private void journal(String what, String outcome, CommitId revision, String name) {
    context
        .journal()
        .append(
            new Entry(
                context.clock().instant(),
                Kind.BOOTSTRAP,
                name,
                "",
                List.of(revision),
                "revision " + revision.abbreviated(),
                what,
                outcome,
                List.of()));
  }

  private ApiResource type(String group, String kind) {
    return context
        .cluster()
        .discovery()
        .find(group, kind)
        .orElseThrow(
            () -> new IllegalStateException(context.cluster().server() + " serves no " + kind));
  }
}
