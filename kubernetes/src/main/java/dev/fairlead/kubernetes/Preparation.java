package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an API server does to an object between defaulting and validation: which parts a client may
/// not write, and which values follow from the object itself.
///
/// The order of a write is: [Decoding], [Defaults], [ManagedFields] (or [ServerSideApply], which
/// does all three), admission, this, [Validation].
public final class Preparation {

  /// Metadata that only the server sets.
  private static final List<String> SYSTEM_METADATA =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "selfLink");

  private Preparation() {}

  /// For a new object, whose `metadata.uid`, name and namespace are already set: `status` is
  /// dropped or set to its first value (Pod phase and QoS class), `generation` set, finalizers and
  /// labels of the system added, a Job's selector generated.
  public static ObjectNode forCreate(ResourceType type, ObjectNode object) {
    ObjectNode result = Values.shallow(object);
    ObjectNode metadata = Values.part(result, "metadata");
    metadata.remove("deletionTimestamp");
    metadata.remove("deletionGracePeriodSeconds");
    metadata.remove("selfLink");
    // Kinds without a generation of their own keep what the client wrote.
    if (type.generation() != ResourceType.GenerationRule.NONE) {
      metadata.put("generation", 1);
    }
    firstStatus(type, result);
    switch (type.kind().qualifiedKind()) {
      case "Namespace" -> {
        ObjectNode spec = Values.part(result, "spec");
        if (!mentions(spec.path("finalizers"), "kubernetes")) {
          addTo(spec, "finalizers", "kubernetes");
        }
        // A generated name was not known when the defaults were filled in.
        Values.part(metadata, "labels").set("kubernetes.io/metadata.name", metadata.path("name"));
      }
      case "PersistentVolumeClaim" -> addTo(metadata, "finalizers", "kubernetes.io/pvc-protection");
      case "PersistentVolume" -> addTo(metadata, "finalizers", "kubernetes.io/pv-protection");
      case "Job.batch" -> generateSelector(result);
      case "DaemonSet.apps" -> Values.part(metadata, "annotations").put(TEMPLATE_GENERATION, "1");
      default -> {}
    }
    return result;
  }

  /// An old field of DaemonSet that lives on as an annotation.
  static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private static boolean mentions(JsonNode list, String text) {
    for (JsonNode item : list) {
      if (item.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static void addTo(ObjectNode holder, String name, String text) {
    if (!mentions(holder.path(name), text)) {
      var list = JsonNodeFactory.instance.arrayNode();
      holder.path(name).forEach(list::add);
      holder.set(name, list.add(text));
    }
  }

  private static void firstStatus(ResourceType type, ObjectNode object) {
    if (!type.hasStatus()) {
      return;
    }
    if (type.custom()) {
      object.remove("status");
      return;
    }
    switch (type.kind().qualifiedKind()) {
      case "Node" -> {}
      case "Namespace" -> object.putObject("status").put("phase", "Active");
      case "PersistentVolumeClaim" -> object.putObject("status").put("phase", "Pending");
      case "PersistentVolume" -> {
        ObjectNode status = object.putObject("status").put("phase", "Pending");
        JsonNode created = object.path("metadata").get("creationTimestamp");
        if (created != null) {
          status.set("lastPhaseTransitionTime", created);
        }
      }
      case "CustomResourceDefinition.apiextensions.k8s.io" -> {
        ObjectNode status = (ObjectNode) Decoding.zero(type).get("status");
        for (JsonNode version : object.path("spec").path("versions")) {
          if (version.path("storage").asBoolean()) {
            status.putArray("storedVersions").add(version.path("name"));
            break;
          }
        }
        object.set("status", status);
      }
      case "Pod" -> {
        ObjectNode status =
            object
                .putObject("status")
                .put("phase", "Pending")
                .put("qosClass", PodQuality.of(object.path("spec")));
        if (!object.path("spec").path("schedulingGates").isEmpty()) {
          gate(status, object.path("metadata").path("creationTimestamp"));
        }
      }
      default -> {
        JsonNode zero = Decoding.zero(type).get("status");
        if (zero == null) {
          object.remove("status");
        } else {
          object.set("status", zero);
        }
      }
    }
  }

  /// A Job finds its Pods by its own uid, unless it says that it selects them itself. A pod with
  /// scheduling gates says from the start why it is not scheduled.
  private static void gate(ObjectNode status, JsonNode created) {
    ObjectNode condition = status.putArray("conditions").addObject();
    condition.put("type", "PodScheduled").put("status", "False").putNull("lastProbeTime");
    condition.set("lastTransitionTime", created);
    condition.put("reason", "SchedulingGated");
    condition.put("message", "Scheduling is blocked due to non-empty scheduling gates");
  }

  private static void generateSelector(ObjectNode job) {
    ObjectNode spec = Values.part(job, "spec");
    if (spec.path("manualSelector").asBoolean()) {
      return;
    }
    ObjectNode metadata = (ObjectNode) job.get("metadata");
    String uid = metadata.path("uid").asText();
    String name = metadata.path("name").asText();
    ObjectNode template = Values.part(spec, "template");
    JsonNode before = template.path("metadata").path("labels");
    ObjectNode labels = Values.part(Values.part(template, "metadata"), "labels");
    Map<String, String> own =
        Map.of(
            "controller-uid", uid,
            "job-name", name,
            "batch.kubernetes.io/controller-uid", uid,
            "batch.kubernetes.io/job-name", name);
    own.forEach((label, value) -> {
      if (!labels.has(label)) {
        labels.put(label, value);
      }
    });
    JsonNode outer = metadata.path("labels");
    if (outer.isEmpty() || Values.same(outer, before)) {
      metadata.set("labels", labels.deepCopy());
    }
    Values.part(Values.part(spec, "selector"), "matchLabels")
        .put("batch.kubernetes.io/controller-uid", uid);
  }

  /// For a write to the object itself: `status` and the server's metadata are kept from `old`,
  /// cluster IPs are carried over, `generation` is raised where the change asks for it.
  public static ObjectNode forUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
    ObjectNode result = Values.shallow(object);
    ObjectNode metadata = Values.part(result, "metadata");
    keepSystemMetadata(metadata, old.path("metadata"));
    if (type.hasStatus()) {
      keep(result, "status", old);
    }
    switch (type.kind().qualifiedKind()) {
      case "Service" -> ServiceUpdate.prepare(result, old);
      case "Namespace" -> keep(Values.part(result, "spec"), "finalizers", old.path("spec"));
      case "DaemonSet.apps" -> templateGeneration(result, metadata, old);
      case "Pod" -> keepNodeTolerations(result, old);
      default -> {}
    }
    if (type.raisesGeneration(old, result)) {
      metadata.put("generation", old.path("metadata").path("generation").asLong() + 1);
    }
    return result;
  }

  /// Admission gives every Pod some time on a failing node, when it is written again, too.
  private static void keepNodeTolerations(ObjectNode pod, JsonNode old) {
    for (JsonNode toleration : old.path("spec").path("tolerations")) {
      String key = toleration.path("key").asText();
      boolean given =
          key.equals("node.kubernetes.io/not-ready")
              || key.equals("node.kubernetes.io/unreachable");
      if (given && !tolerates(pod.path("spec").path("tolerations"), key)) {
        ObjectNode spec = Values.part(pod, "spec");
        var list = JsonNodeFactory.instance.arrayNode();
        spec.path("tolerations").forEach(list::add);
        spec.set("tolerations", list.add(toleration));
      }
    }
  }

  private static boolean tolerates(JsonNode tolerations, String key) {
    for (JsonNode toleration : tolerations) {
      if (toleration.path("key").asText().equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static void templateGeneration(ObjectNode result, ObjectNode metadata, ObjectNode old) {
    long before = old.path("metadata").path("annotations").path(TEMPLATE_GENERATION).asLong(0);
    boolean changed =
        !Values.same(old.path("spec").path("template"), result.path("spec").path("template"));
    Values.part(metadata, "annotations")
        .put(TEMPLATE_GENERATION, Long.toString(changed ? before + 1 : before));
  }

  private static void keepSystemMetadata(ObjectNode metadata, JsonNode old) {
    for (String name : SYSTEM_METADATA) {
      // A uid or time of the client's is left for validation to refuse.
      boolean checked = name.equals("uid") || name.endsWith("Timestamp");
      if (!checked || !metadata.hasNonNull(name)) {
        keep(metadata, name, old);
      }
    }
    if (metadata.path("generation").isMissingNode()) {
      metadata.remove("generation");
    }
  }

  private static void keep(ObjectNode into, String name, JsonNode from) {
    JsonNode value = from.get(name);
    if (value == null) {
      into.remove(name);
    } else {
      into.set(name, value);
    }
  }

  /// For a write to `/status`: only `status` is taken (for built-in kinds also labels, annotations
  /// and the like, as far as the kind allows), the rest is kept from `old`.
  public static ObjectNode forStatusUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
    ObjectNode result = Values.shallow(old);
    keep(result, "status", object);
    JsonNode given = object.path("metadata");
    if (type.custom()) {
      keep(Values.part(result, "metadata"), "managedFields", given);
      return result;
    }
    ObjectNode metadata = Values.shallow((ObjectNode) given);
    JsonNode before = old.path("metadata");
    keepSystemMetadata(metadata, before);
    for (String name : statusKeeps(type)) {
      keep(metadata, name, before);
    }
    keep(metadata, "name", before);
    keep(metadata, "namespace", before);
    result.set("metadata", metadata);
    return result;
  }

  private static Set<String> statusKeeps(ResourceType type) {
    return switch (type.kind().qualifiedKind()) {
      case "Deployment.apps" -> Set.of("labels");
      case "Pod" -> Set.of("ownerReferences");
      case "CustomResourceDefinition.apiextensions.k8s.io" ->
          Set.of("labels", "annotations", "finalizers", "ownerReferences");
      default -> Set.of();
    };
  }
}
