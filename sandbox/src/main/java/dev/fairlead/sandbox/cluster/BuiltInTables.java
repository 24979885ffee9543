package dev.fairlead.sandbox.cluster;

import static dev.fairlead.sandbox.cluster.Tables.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// The tables of the built-in kinds.
final class BuiltInTables {
  private BuiltInTables() {}

  /// @param resource such as `deployments.apps`
  static Optional<Tables.Columns> find(String resource) {
    Tables.Columns columns =
        switch (resource) {
          case "pods" ->
              table(
                  "Name/name | Ready | Status | Restarts | Age | IP* | Node* | Nominated Node* |"
                      + " Readiness Gates*",
                  PodCells::cells,
                  PodCells::extras);
          case "podtemplates" ->
              table(
                  "Name/name | Containers | Images | Pod Labels",
                  (o, _) ->
                      Cells.row(
                          Json.name(o),
                          Cells.joined(o.at("/template/spec/containers"), "name"),
                          Cells.joined(o.at("/template/spec/containers"), "image"),
                          Cells.labels(o.at("/template/metadata/labels"))));
          case "deployments.apps" ->
              table(
                  "Name/name | Ready | Up-to-date | Available | Age | Containers* | Images* |"
                      + " Selector*",
                  BuiltInTables::deployment);
          case "replicasets.apps", "replicationcontrollers" ->
              table(
                  "Name/name | Desired:integer | Current:integer | Ready:integer | Age |"
                      + " Containers* | Images* | Selector*",
                  BuiltInTables::replicas);
          case "statefulsets.apps" ->
              table(
                  "Name/name | Ready | Age | Containers* | Images*",
                  (o, now) ->
                      Cells.row(
                          Json.name(o),
                          number(o, "status", "readyReplicas")
                              + "/"
                              + number(o, "spec", "replicas"),
                          Cells.age(o, now),
                          containers(o, "name"),
                          containers(o, "image")));
          case "daemonsets.apps" ->
              table(
                  "Name/name | Desired:integer | Current:integer | Ready:integer |"
                      + " Up-to-date:integer | Available:integer | Node Selector | Age |"
                      + " Containers* | Images* | Selector*",
                  BuiltInTables::daemonSet);
          case "controllerrevisions.apps" ->
              table(
                  "Name/name | Controller | Revision | Age",
                  (o, now) ->
                      Cells.row(
                          Json.name(o), controller(o), o.path("revision"), Cells.age(o, now)));
          case "jobs.batch" ->
              table(
                  "Name/name | Status | Completions | Duration | Age | Containers* | Images* |"
                      + " Selector*",
                  BuiltInTables::job);
          case "cronjobs.batch" ->
              table(
                  "Name/name | Schedule | Timezone | Suspend:boolean | Active:integer | Last"
                      + " Schedule | Age | Containers* | Images* | Selector*",
                  BuiltInTables::cronJob);
          case "nodes" ->
              table(
                  "Name/name | Status | Roles | Age | Version | Internal-IP* | External-IP* |"
                      + " OS-Image* | Kernel-Version* | Container-Runtime*",
                  BuiltInTables::node);
          case "namespaces" ->
              table(
                  "Name/name | Status | Age",
                  (o, now) -> Cells.row(Json.name(o), text(o, "/status/phase"), Cells.age(o, now)));
          case "events" ->
              table(
                  "Last Seen | Type | Reason | Object | Subobject* | Source* | Message | First"
                      + " Seen* | Count* | Name/name*",
                  BuiltInTables::event);
          case "configmaps" ->
              table(
                  "Name/name | Data | Age",
                  (o, now) ->
                      Cells.row(
                          Json.name(o),
                          o.path("data").size() + o.path("binaryData").size(),
                          Cells.age(o, now)));
          case "secrets" ->
              table(
                  "Name/name | Type | Data | Age",
                  (o, now) ->
                      Cells.row(
                          Json.name(o),
                          text(o, "/type"),
                          o.path("data").size(),
                          Cells.age(o, now)));
          case "serviceaccounts" ->
              table("Name/name | Age", (o, now) -> Cells.row(Json.name(o), Cells.age(o, now)));
          case "resourcequotas" -> table("Name/name | Request | Limit | Age", BuiltInTables::quota);
          case "priorityclasses.scheduling.k8s.io" ->
              table(
                  "Name/name | Value:integer | Global-Default:boolean | Age | PreemptionPolicy",
                  (o, now) ->
                      Cells.row(
                          Json.name(o),
                          o.path("value").asInt(),
                          o.path("globalDefault").asBoolean(),
                          Cells.age(o, now),
                          text(o, "/preemptionPolicy")));
          case "leases.coordination.k8s.io" ->
              table(
                  "Name/name | Holder | Age",
                  (o, now) ->
                      Cells.row(Json.name(o), text(o, "/spec/holderIdentity"), Cells.age(o, now)));
          case "poddisruptionbudgets.policy" ->
              table(
                  "Name/name | Min Available | Max Unavailable | Allowed Disruptions:integer | Age",
                  (o, now) ->
                      Cells.row(
                          Json.name(o),
                          Cells.intOrString(o.at("/spec/minAvailable"), "N/A"),
                          Cells.intOrString(o.at("/spec/maxUnavailable"), "N/A"),
                          number(o, "status", "disruptionsAllowed"),
                          Cells.age(o, now)));
          case "horizontalpodautoscalers.autoscaling" ->
              table(
                  "Name/name | Reference | Targets | MinPods | MaxPods | Replicas | Age",
                  BuiltInTables::autoscaler);
          case "rolebindings.rbac.authorization.k8s.io",
              "clusterrolebindings.rbac.authorization.k8s.io" ->
              table(
                  "Name/name | Role | Age | Users* | Groups* | ServiceAccounts*",
                  BuiltInTables::binding);
          case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
              "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
              table(
                  "Name/name | Webhooks:integer | Age",
                  (o, now) ->
                      Cells.row(Json.name(o), o.path("webhooks").size(), Cells.age(o, now)));
          case "runtimeclasses.node.k8s.io" ->
              table(
                  "Name/name | Handler | Age",
                  (o, now) -> Cells.row(Json.name(o), text(o, "/handler"), Cells.age(o, now)));
          case "apiservices.apiregistration.k8s.io" ->
              table("Name/name | Service | Available | Age", BuiltInTables::apiService);
          default -> NetworkAndStorageTables.find(resource);
        };
    return Optional.ofNullable(columns);
  }

  private static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText("");
  }

  private static int number(JsonNode object, String parent, String field) {
    return object.path(parent).path(field).asInt();
  }

  private static String containers(ObjectNode object, String member) {
    return Cells.joined(object.at("/spec/template/spec/containers"), member);
  }

  private static List<JsonNode> deployment(ObjectNode o, Instant now) {
    return Cells.row(
        Json.name(o),
        number(o, "status", "readyReplicas") + "/" + number(o, "spec", "replicas"),
        number(o, "status", "updatedReplicas"),
        number(o, "status", "availableReplicas"),
        Cells.age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        Cells.selector(o.at("/spec/selector")));
  }

  private static List<JsonNode> replicas(ObjectNode o, Instant now) {
    boolean plain = o.path("kind").asText().equals("ReplicationController");
    JsonNode selector = o.at("/spec/selector");
    return Cells.row(
        Json.name(o),
        number(o, "spec", "replicas"),
        number(o, "status", "replicas"),
        number(o, "status", "readyReplicas"),
        Cells.age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        plain ? Cells.labels(selector) : Cells.selector(selector));
  }

  private static List<JsonNode> daemonSet(ObjectNode o, Instant now) {
    return Cells.row(
        Json.name(o),
        number(o, "status", "desiredNumberScheduled"),
        number(o, "status", "currentNumberScheduled"),
        number(o, "status", "numberReady"),
        number(o, "status", "updatedNumberScheduled"),
        number(o, "status", "numberAvailable"),
        Cells.labels(o.at("/spec/template/spec/nodeSelector")),
        Cells.age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        Cells.selector(o.at("/spec/selector")));
  }

  private static String controller(ObjectNode object) {
    for (JsonNode owner : Json.metadata(object).path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        String version = owner.path("apiVersion").asText();
        int slash = version.indexOf('/');
        String kind = owner.path("kind").asText().toLowerCase(Locale.ROOT);
        String group = slash < 0 ? "" : "." + version.substring(0, slash);
        return kind + group + "/" + owner.path("name").asText();
      }
    }
    return "<none>";
  }

  private static List<JsonNode> job(ObjectNode o, Instant now) {
    int succeeded = number(o, "status", "succeeded");
    JsonNode wanted = o.at("/spec/completions");
    String completions;
    if (wanted.isNumber()) {
      completions = succeeded + "/" + wanted.asInt();
    } else {
      int parallelism = number(o, "spec", "parallelism");
      completions = parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }
    String started = text(o, "/status/startTime");
    String ended = text(o, "/status/completionTime");
    String duration = "";
    if (!started.isEmpty()) {
      Instant end = ended.isEmpty() ? now : OffsetDateTime.parse(ended).toInstant();
      duration = Cells.duration(Duration.between(OffsetDateTime.parse(started).toInstant(), end));
    }
    return Cells.row(
        Json.name(o),
        jobStatus(o),
        completions,
        duration,
        Cells.age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        Cells.selector(o.at("/spec/selector")));
  }

  private static String jobStatus(ObjectNode job) {
    for (String end : List.of("Complete", "Failed")) {
      if (Cells.condition(job, end).equals("True")) {
        return end;
      }
    }
    if (Json.isTerminating(job)) {
      return "Terminating";
    }
    for (String state : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (Cells.condition(job, state).equals("True")) {
        return state;
      }
    }
    return "Running";
  }

  private static List<JsonNode> cronJob(ObjectNode o, Instant now) {
    String last = text(o, "/status/lastScheduleTime");
    JsonNode containers = o.at("/spec/jobTemplate/spec/template/spec/containers");
    JsonNode suspend = o.at("/spec/suspend");
    return Cells.row(
        Json.name(o),
        text(o, "/spec/schedule"),
        Cells.orNone(text(o, "/spec/timeZone")),
        suspend.isBoolean() ? suspend.asBoolean() ? "True" : "False" : "<unset>",
        o.at("/status/active").size(),
        last.isEmpty() ? "<none>" : Cells.age(last, now),
        Cells.age(o, now),
        Cells.joined(containers, "name"),
        Cells.joined(containers, "image"),
        Cells.selector(o.at("/spec/jobTemplate/spec/selector")));
  }

  private static List<JsonNode> node(ObjectNode o, Instant now) {
    String ready = Cells.condition(o, "Ready");
    String state = ready.isEmpty() ? "Unknown" : ready.equals("True") ? "Ready" : "NotReady";
    if (o.at("/spec/unschedulable").asBoolean()) {
      state += ",SchedulingDisabled";
    }
    TreeSet<String> roles = new TreeSet<>();
    Json.metadata(o)
        .path("labels")
        .properties()
        .forEach(label -> {
          String key = label.getKey();
          if (key.startsWith("node-role.kubernetes.io/")) {
            roles.add(key.substring("node-role.kubernetes.io/".length()));
          } else if (key.equals("kubernetes.io/role")) {
            roles.add(label.getValue().asText());
          }
        });
    roles.remove("");
    return Cells.row(
        Json.name(o),
        state,
        Cells.orNone(String.join(",", roles)),
        Cells.age(o, now),
        text(o, "/status/nodeInfo/kubeletVersion"),
        address(o, "InternalIP"),
        address(o, "ExternalIP"),
        Cells.or(text(o, "/status/nodeInfo/osImage"), "<unknown>"),
        Cells.or(text(o, "/status/nodeInfo/kernelVersion"), "<unknown>"),
        Cells.or(text(o, "/status/nodeInfo/containerRuntimeVersion"), "<unknown>"));
  }

  private static String address(ObjectNode node, String type) {
    for (JsonNode address : node.at("/status/addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return "<none>";
  }

  private static List<JsonNode> event(ObjectNode event, Instant now) {
    ObjectNode o =
        event.path("apiVersion").asText().equals("v1")
            ? event
            : EventConversion.convert(event, "v1");
    String first = text(o, "/firstTimestamp");
    if (first.isEmpty()) {
      first = text(o, "/eventTime");
    }
    String last = text(o, "/lastTimestamp");
    if (last.isEmpty()) {
      last = first;
    }
    int count = o.path("count").asInt();
    if (o.path("series").isObject()) {
      last = text(o, "/series/lastObservedTime");
      count = o.at("/series/count").asInt();
    } else if (count == 0) {
      count = 1;
    }
    String source = text(o, "/source/component");
    if (source.isEmpty()) {
      source = text(o, "/reportingComponent");
    }
    String host = text(o, "/source/host");
    if (host.isEmpty()) {
      host = text(o, "/reportingInstance");
    }
    return Cells.row(
        Cells.age(last, now),
        text(o, "/type"),
        text(o, "/reason"),
        text(o, "/involvedObject/kind").toLowerCase(Locale.ROOT)
            + "/"
            + text(o, "/involvedObject/name"),
        text(o, "/involvedObject/fieldPath"),
        host.isEmpty() ? source : source + ", " + host,
        text(o, "/message").strip(),
        Cells.age(first, now),
        count,
        Json.name(o));
  }

  private static List<JsonNode> quota(ObjectNode o, Instant now) {
    TreeSet<String> names = new TreeSet<>();
    o.at("/status/hard").fieldNames().forEachRemaining(names::add);
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    for (String name : names) {
      String used = o.at("/status/used").path(name).asText("0");
      String line = name + ": " + used + "/" + o.at("/status/hard").path(name).asText();
      (name.startsWith("limits") ? limits : requests).add(line);
    }
    return Cells.row(
        Json.name(o), String.join(", ", requests), String.join(", ", limits), Cells.age(o, now));
  }

  private static List<JsonNode> autoscaler(ObjectNode autoscaler, Instant now) {
    ObjectNode o =
        autoscaler.path("apiVersion").asText().equals("autoscaling/v2")
            ? autoscaler
            : AutoscalerConversion.convert(autoscaler, "autoscaling/v2");
    return Cells.row(
        Json.name(o),
        text(o, "/spec/scaleTargetRef/kind") + "/" + text(o, "/spec/scaleTargetRef/name"),
        AutoscalerCells.targets(o),
        Cells.intOrString(o.at("/spec/minReplicas"), "<unset>"),
        number(o, "spec", "maxReplicas"),
        number(o, "status", "currentReplicas"),
        Cells.age(o, now));
  }

  private static List<JsonNode> binding(ObjectNode o, Instant now) {
    List<String> users = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> accounts = new ArrayList<>();
    for (JsonNode subject : o.path("subjects")) {
      String name = subject.path("name").asText();
      switch (subject.path("kind").asText()) {
        case "User" -> users.add(name);
        case "Group" -> groups.add(name);
        case "ServiceAccount" -> accounts.add(subject.path("namespace").asText("") + "/" + name);
        default -> {}
      }
    }
    return Cells.row(
        Json.name(o),
        text(o, "/roleRef/kind") + "/" + text(o, "/roleRef/name"),
        Cells.age(o, now),
        String.join(", ", users),
        String.join(", ", groups),
        String.join(", ", accounts));
  }

  private static List<JsonNode> apiService(ObjectNode o, Instant now) {
    JsonNode service = o.at("/spec/service");
    String available = "Unknown";
    for (JsonNode condition : o.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Available")) {
        available = condition.path("status").asText();
        if (!available.equals("True")) {
          available += " (" + condition.path("reason").asText() + ")";
        }
      }
    }
    return Cells.row(
        Json.name(o),
        service.isObject()
            ? service.path("namespace").asText() + "/" + service.path("name").asText()
            : "Local",
        available,
        Cells.age(o, now));
  }
}
