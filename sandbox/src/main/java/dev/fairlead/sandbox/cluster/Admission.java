package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What kube-apiserver's default admission plugins do that needs other objects: namespaces must
/// exist and live, pods get their service account, tolerations and priority, claims their storage
/// class, Services their addresses.
final class Admission {
  private static final GroupResource INGRESS_CLASSES =
      GroupResource.of("ingressclasses.networking.k8s.io");
  private static final String TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

  /// Lifetime of the tokens in pods, as the real plugin asks for it.
  private static final int TOKEN_SECONDS = 3607;

  private final Store store;
  private final Identities identities;
  private final ServiceAddresses addresses;
  private final LimitRanges limits;
  private final Quotas quotas;

  Admission(Store store, Identities identities, ServiceAddresses addresses) {
    this.store = store;
    this.identities = identities;
    this.addresses = addresses;
    this.limits = new LimitRanges(store);
    this.quotas = new Quotas(store);
  }

  /// What a request holds until it is over.
  final class Reservation implements AutoCloseable {
    private final List<String> held;

    private Reservation(List<String> held) {
      this.held = held;
    }

    @Override
    public void close() {
      if (!held.isEmpty()) {
        addresses.release(held);
      }
    }
  }

  /// Checks and completes a new object, which may be changed in place.
  ObjectNode beforeCreate(Call call, ObjectNode object) {
    if (call.type().namespaced()) {
      checkNamespace(call);
    }
    switch (call.entry().storage().toString()) {
      case "pods" -> {
        new PodAdmission(object).admit();
        limits.admit(object);
      }
      case "persistentvolumeclaims" -> storageClass(object);
      case "ingresses.networking.k8s.io" -> ingressClass(object);
      case "nodes" -> notReady(object);
      default -> {}
    }
    quotas.admit(call, object);
    return object;
  }

  /// Refuses what only a comparison with the stored object shows.
  void checkUpdate(Call call, ObjectNode object, ObjectNode live) {
    if (Json.isTerminating(live)) {
      Set<String> before = finalizers(live);
      Set<String> after = finalizers(object);
      after.removeAll(before);
      if (!after.isEmpty()) {
        List<String> added = after.stream().sorted().toList();
        throw Statuses.invalid(
            call.type().kind(),
            call.name(),
            List.of(
                new dev.fairlead.kubernetes.FieldError(
                    dev.fairlead.kubernetes.FieldError.Reason.FORBIDDEN,
                    "metadata.finalizers",
                    "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{%s}"
                        .formatted(
                            String.join(
                                ", ", added.stream().map(name -> "\"" + name + "\"").toList())))));
      }
    }
  }

  /// Gives a Service its addresses; for other kinds nothing.
  Reservation allocate(Call call, ObjectNode object, @Nullable ObjectNode live) {
    if (call.entry().storage().equals(GroupResource.SERVICES)
        && !call.subresource().equals("status")) {
      return new Reservation(addresses.allocate(object, live));
    }
    return new Reservation(List.of());
  }

  private static Set<String> finalizers(ObjectNode object) {
    Set<String> names = new java.util.TreeSet<>();
    Json.metadata(object).path("finalizers").forEach(name -> names.add(name.asText()));
    return names;
  }

  private void checkNamespace(Call call) {
    String namespace = String.valueOf(call.namespace());
    Store.Stored found =
        store
            .get(GroupResource.NAMESPACES, Store.key(null, namespace))
            .orElseThrow(() -> Statuses.notFound(GroupResource.NAMESPACES, namespace));
    if (Json.isTerminating(found.object())) {
      ApiException refused =
          Statuses.forbidden(
              call.resource(),
              call.name(),
              "unable to create new content in namespace %s because it is being terminated"
                  .formatted(namespace));
      ObjectNode status = refused.status();
      ObjectNode cause = Json.childObject(status, "details").putArray("causes").addObject();
      cause.put("reason", "NamespaceTerminating");
      cause.put("message", "namespace " + namespace + " is being terminated");
      cause.put("field", "metadata.namespace");
      throw new ApiException(status);
    }
  }

  private void storageClass(ObjectNode claim) {
    ObjectNode spec = Json.childObject(claim, "spec");
    if (!spec.has("storageClassName")
        && !Json.metadata(claim)
            .path("annotations")
            .has("volume.beta.kubernetes.io/storage-class")) {
      defaultClass(GroupResource.STORAGE_CLASSES, "storageclass.kubernetes.io/is-default-class")
          .ifPresent(name -> spec.put("storageClassName", name));
    }
  }

  private void ingressClass(ObjectNode ingress) {
    ObjectNode spec = Json.childObject(ingress, "spec");
    if (!spec.has("ingressClassName")
        && !Json.metadata(ingress).path("annotations").has("kubernetes.io/ingress.class")) {
      defaultClass(INGRESS_CLASSES, "ingressclass.kubernetes.io/is-default-class")
          .ifPresent(name -> spec.put("ingressClassName", name));
    }
  }

  private Optional<String> defaultClass(GroupResource resource, String annotation) {
    return store.list(resource, null).objects().stream()
        .map(Store.Stored::object)
        .filter(each ->
            Json.metadata(each).path("annotations").path(annotation).asText("").equals("true"))
        .max(
            java.util.Comparator.comparing(
                    (ObjectNode each) -> Json.metadata(each, "creationTimestamp"))
                .thenComparing(java.util.Comparator.comparing(Json::name).reversed()))
        .map(Json::name);
  }

  /// A new node is not ready until its agent says so.
  private static void notReady(ObjectNode node) {
    ObjectNode spec = Json.childObject(node, "spec");
    ArrayNode taints =
        spec.get("taints") instanceof ArrayNode present ? present : spec.putArray("taints");
    for (JsonNode taint : taints) {
      if (taint.path("key").asText().equals("node.kubernetes.io/not-ready")
          && taint.path("effect").asText().equals("NoSchedule")) {
        return;
      }
    }
    taints.addObject().put("key", "node.kubernetes.io/not-ready").put("effect", "NoSchedule");
  }

  /// The plugins for pods: ServiceAccount, DefaultTolerationSeconds, Priority.
  private final class PodAdmission {
    private final ObjectNode pod;
    private final ObjectNode spec;

    PodAdmission(ObjectNode pod) {
      this.pod = pod;
      this.spec = Json.childObject(pod, "spec");
    }

    void admit() {
      serviceAccount();
      tolerations();
      priority();
    }

    private ApiException refuse(String why) {
      return Statuses.forbidden(GroupResource.PODS, Json.name(pod), why);
    }

    private void serviceAccount() {
      String name = spec.path("serviceAccountName").asText("");
      if (name.isEmpty()) {
        name = "default";
        spec.put("serviceAccountName", name);
      }
      spec.put("serviceAccount", name);
      String namespace = Json.metadata(pod, "namespace");
      Optional<Store.Stored> found =
          store.get(GroupResource.SERVICE_ACCOUNTS, Store.key(namespace, name));
      if (found.isEmpty()) {
        throw refuse(
            "error looking up service account %s/%s: serviceaccount \"%s\" not found"
                .formatted(namespace, name, name));
      }
      ObjectNode account = found.get().object();
      JsonNode wanted = spec.path("automountServiceAccountToken");
      if (!wanted.isBoolean()) {
        wanted = account.path("automountServiceAccountToken");
      }
      if (!wanted.isBoolean() || wanted.asBoolean()) {
        mountToken();
      }
      if (spec.path("imagePullSecrets").isEmpty() && !account.path("imagePullSecrets").isEmpty()) {
        spec.set("imagePullSecrets", account.path("imagePullSecrets").deepCopy());
      }
    }

    private void mountToken() {
      String volume = "";
      for (JsonNode each : spec.path("volumes")) {
        if (each.path("name").asText().startsWith("kube-api-access-")) {
          volume = each.path("name").asText();
        }
      }
      String name = volume.isEmpty() ? "kube-api-access-" + identities.suffix() : volume;
      boolean needed = false;
      for (String list : List.of("initContainers", "containers")) {
        for (JsonNode container : spec.path(list)) {
          needed |= mount((ObjectNode) container, name);
        }
      }
      if (needed && volume.isEmpty()) {
        ArrayNode volumes =
            spec.get("volumes") instanceof ArrayNode present ? present : spec.putArray("volumes");
        volumes.add(tokenVolume(name));
      }
    }

    private static boolean mount(ObjectNode container, String volume) {
      ArrayNode mounts =
          container.get("volumeMounts") instanceof ArrayNode present
              ? present
              : container.putArray("volumeMounts");
      for (JsonNode mount : mounts) {
        if (mount.path("mountPath").asText().equals(TOKEN_MOUNT)) {
          return false;
        }
      }
      mounts.addObject().put("name", volume).put("readOnly", true).put("mountPath", TOKEN_MOUNT);
      return true;
    }

    private static ObjectNode tokenVolume(String name) {
      ObjectNode volume = Json.object().put("name", name);
      ObjectNode projected = volume.putObject("projected");
      ArrayNode sources = projected.putArray("sources");
      sources
          .addObject()
          .putObject("serviceAccountToken")
          .put("expirationSeconds", TOKEN_SECONDS)
          .put("path", "token");
      ObjectNode authority = sources.addObject().putObject("configMap");
      authority.put("name", "kube-root-ca.crt");
      authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
      ObjectNode item = sources.addObject().putObject("downwardAPI").putArray("items").addObject();
      item.put("path", "namespace");
      item.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
      projected.put("defaultMode", 420);
      return volume;
    }

    private void tolerations() {
      boolean notReady = false;
      boolean unreachable = false;
      for (JsonNode toleration : spec.path("tolerations")) {
        String key = toleration.path("key").asText("");
        String effect = toleration.path("effect").asText("");
        if (effect.isEmpty() || effect.equals("NoExecute")) {
          notReady |= key.isEmpty() || key.equals("node.kubernetes.io/not-ready");
          unreachable |= key.isEmpty() || key.equals("node.kubernetes.io/unreachable");
        }
      }
      if (!notReady) {
        tolerate("node.kubernetes.io/not-ready");
      }
      if (!unreachable) {
        tolerate("node.kubernetes.io/unreachable");
      }
    }

    private void tolerate(String key) {
      ArrayNode tolerations =
          spec.get("tolerations") instanceof ArrayNode present
              ? present
              : spec.putArray("tolerations");
      tolerations
          .addObject()
          .put("key", key)
          .put("operator", "Exists")
          .put("effect", "NoExecute")
          .put("tolerationSeconds", 300);
    }

    private void priority() {
      String name = spec.path("priorityClassName").asText("");
      int priority = 0;
      String preemption = "PreemptLowerPriority";
      ObjectNode chosen = null;
      if (name.isEmpty()) {
        for (Store.Stored each : store.list(GroupResource.PRIORITY_CLASSES, null).objects()) {
          if (each.object().path("globalDefault").asBoolean()) {
            chosen = each.object();
            spec.put("priorityClassName", Json.name(chosen));
          }
        }
      } else {
        chosen =
            store
                .get(GroupResource.PRIORITY_CLASSES, Store.key(null, name))
                .map(Store.Stored::object)
                .orElseThrow(
                    () -> refuse("no PriorityClass with name %s was found".formatted(name)));
      }
      if (chosen != null) {
        priority = chosen.path("value").asInt();
        preemption = chosen.path("preemptionPolicy").asText(preemption);
      }
      if (spec.hasNonNull("priority") && spec.path("priority").asInt() != priority) {
        throw refuse(
            "the integer value of priority (%d) must not be provided in pod spec; priority admission controller computed %d from the given PriorityClass name"
                .formatted(spec.path("priority").asInt(), priority));
      }
      spec.put("priority", priority);
      if (!spec.hasNonNull("preemptionPolicy")) {
        spec.put("preemptionPolicy", preemption);
      }
    }
  }
}
