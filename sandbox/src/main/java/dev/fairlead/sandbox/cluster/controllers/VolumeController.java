package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.kubernetes.Quantity;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Binds claims to volumes, makes a volume where the claim's StorageClass exists (a directory of
/// the node agent, whatever the class's provisioner is), and lets claims and volumes go when they
/// are used no more. Works at once where the real one waits for its next look.
///
/// Keys without namespace are PersistentVolumes.
final class VolumeController extends Controller {
  private static final String DRIVER = "directory.sandbox.fairlead.dev";
  private static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
  private static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";
  private static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  VolumeController(ControllerContext context) {
    super(context, "persistentvolume-controller");
  }

  @Override
  void watchAll() {
    defaultClass();
    watchOwn(GroupResource.PERSISTENT_VOLUME_CLAIMS);
    watch(GroupResource.PERSISTENT_VOLUMES, this::onVolume);
    watch(GroupResource.STORAGE_CLASSES, _ -> enqueuePending());
    watch(GroupResource.PODS, this::onPod);
  }

  /// A cluster without any StorageClass gets the one that claims without a class mean.
  private void defaultClass() {
    if (!objects.list(GroupResource.STORAGE_CLASSES).isEmpty()) {
      return;
    }
    ObjectNode standard = Meta.object("storage.k8s.io/v1", "StorageClass");
    Meta.metadata(standard).put("name", "standard");
    Meta.annotate(standard, DEFAULT_CLASS, "true");
    standard.put("provisioner", DRIVER);
    try {
      objects.create(GroupResource.STORAGE_CLASSES, standard);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private void onVolume(ObjectEvent event) {
    ObjectNode volume = event.object();
    enqueue(Key.of(volume));
    JsonNode claim = volume.path("spec").path("claimRef");
    if (claim.isObject()) {
      enqueue(new Key(claim.path("namespace").asText(), claim.path("name").asText()));
    } else {
      enqueuePending();
    }
  }

  private void enqueuePending() {
    for (ObjectNode claim : objects.list(GroupResource.PERSISTENT_VOLUME_CLAIMS)) {
      if (claim.path("spec").path("volumeName").asText("").isEmpty()) {
        enqueue(Key.of(claim));
      }
    }
  }

  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    if (event.type() == ObjectEvent.Type.DELETED || Pods.isFinished(pod)) {
      claims(pod).forEach(name -> enqueue(new Key(Meta.namespace(pod), name)));
    }
  }

  private static Set<String> claims(ObjectNode pod) {
    Set<String> names = new HashSet<>();
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      String name = volume.path("persistentVolumeClaim").path("claimName").asText("");
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  void reconcile(Key key) {
    if (key.namespace().isEmpty()) {
      objects.get(GroupResource.PERSISTENT_VOLUMES, null, key.name()).ifPresent(this::volume);
    } else {
      objects
          .get(GroupResource.PERSISTENT_VOLUME_CLAIMS, key.namespace(), key.name())
          .ifPresent(this::claim);
    }
  }

  // --- claims -----------------------------------------------------------------------------------

  private void claim(ObjectNode claim) {
    if (Meta.isDeleting(claim)) {
      boolean used =
          objects.list(GroupResource.PODS, Meta.namespace(claim)).stream()
              .anyMatch(pod -> !Pods.isFinished(pod) && claims(pod).contains(Meta.name(claim)));
      if (!used) {
        dropFinalizer(GroupResource.PERSISTENT_VOLUME_CLAIMS, claim, CLAIM_PROTECTION);
      }
      return;
    }
    String name = claim.path("spec").path("volumeName").asText("");
    if (!name.isEmpty()) {
      objects
          .get(GroupResource.PERSISTENT_VOLUMES, null, name)
          .filter(volume -> isFor(volume, claim) || isFree(volume))
          .ifPresent(volume -> bind(claim, volume));
      return;
    }
    Optional<ObjectNode> volume =
        objects.list(GroupResource.PERSISTENT_VOLUMES).stream()
            .filter(v -> !Meta.isDeleting(v))
            .filter(v -> isFor(v, claim) || (isFree(v) && fits(v, claim)))
            .min(
                Comparator.comparing((ObjectNode v) -> !isFor(v, claim))
                    .thenComparing(v -> capacity(v).amount())
                    .thenComparing(Meta::name));
    if (volume.isEmpty()) {
      volume = provision(claim);
    }
    volume.ifPresent(v -> bind(claim, v));
  }

  private static boolean isFree(ObjectNode volume) {
    return !volume.path("spec").path("claimRef").isObject();
  }

  private static boolean isFor(ObjectNode volume, ObjectNode claim) {
    JsonNode reference = volume.path("spec").path("claimRef");
    String uid = reference.path("uid").asText("");
    return reference.path("namespace").asText().equals(Meta.namespace(claim))
        && reference.path("name").asText().equals(Meta.name(claim))
        && (uid.isEmpty() || uid.equals(Meta.uid(claim)));
  }

  private static Quantity capacity(JsonNode volume) {
    return Quantity.parse(volume.path("spec").path("capacity").path("storage").asText("0"));
  }

  private static Quantity request(JsonNode claim) {
    return Quantity.parse(
        claim.path("spec").path("resources").path("requests").path("storage").asText("0"));
  }

  private static boolean fits(ObjectNode volume, ObjectNode claim) {
    JsonNode offered = volume.path("spec");
    JsonNode wanted = claim.path("spec");
    Set<String> modes = new HashSet<>();
    offered.path("accessModes").forEach(mode -> modes.add(mode.asText()));
    for (JsonNode mode : wanted.path("accessModes")) {
      if (!modes.contains(mode.asText())) {
        return false;
      }
    }
    return offered
            .path("storageClassName")
            .asText("")
            .equals(wanted.path("storageClassName").asText(""))
        && offered
            .path("volumeMode")
            .asText("Filesystem")
            .equals(wanted.path("volumeMode").asText("Filesystem"))
        && capacity(volume).compareTo(request(claim)) >= 0
        && (!wanted.path("selector").isObject()
            || LabelSelector.of(wanted.path("selector")).matchesObject(volume));
  }

  private Optional<ObjectNode> provision(ObjectNode claim) {
    Optional<ObjectNode> storageClass = storageClass(claim);
    if (storageClass.isEmpty()
        || storageClass.get().path("provisioner").asText().equals("kubernetes.io/no-provisioner")) {
      return Optional.empty();
    }
    String name = "pvc-" + Meta.uid(claim);
    ObjectNode volume = Meta.object("v1", "PersistentVolume");
    Meta.metadata(volume).put("name", name);
    Meta.annotate(volume, "pv.kubernetes.io/provisioned-by", DRIVER);
    ObjectNode spec = volume.putObject("spec");
    spec.putObject("capacity")
        .put(
            "storage",
            claim.path("spec").path("resources").path("requests").path("storage").asText("1Gi"));
    spec.set("accessModes", claim.path("spec").path("accessModes").deepCopy());
    spec.put(
        "persistentVolumeReclaimPolicy", storageClass.get().path("reclaimPolicy").asText("Delete"));
    spec.put("storageClassName", Meta.name(storageClass.get()));
    spec.put("volumeMode", claim.path("spec").path("volumeMode").asText("Filesystem"));
    spec.putObject("csi").put("driver", DRIVER).put("volumeHandle", name);
    spec.set("claimRef", reference(claim));
    ObjectNode created;
    try {
      created = objects.create(GroupResource.PERSISTENT_VOLUMES, volume);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      return objects.get(GroupResource.PERSISTENT_VOLUMES, null, name);
    }
    events.normal(claim, "ProvisioningSucceeded", "Successfully provisioned volume " + name);
    return Optional.of(created);
  }

  private Optional<ObjectNode> storageClass(ObjectNode claim) {
    JsonNode name = claim.path("spec").path("storageClassName");
    if (name.isTextual()) {
      return name.asText().isEmpty()
          ? Optional.empty()
          : objects.get(GroupResource.STORAGE_CLASSES, null, name.asText());
    }
    return objects.list(GroupResource.STORAGE_CLASSES).stream()
        .filter(c -> Meta.annotation(c, DEFAULT_CLASS).equals("true"))
        .findFirst();
  }

  private static ObjectNode reference(ObjectNode claim) {
    return claim
        .objectNode()
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", Meta.namespace(claim))
        .put("name", Meta.name(claim))
        .put("uid", Meta.uid(claim))
        .put("apiVersion", "v1")
        .put("resourceVersion", claim.path("metadata").path("resourceVersion").asText());
  }

  private void bind(ObjectNode claim, ObjectNode volume) {
    String volumeName = Meta.name(volume);
    objects.modify(
        GroupResource.PERSISTENT_VOLUMES,
        null,
        volumeName,
        copy -> {
          ObjectNode spec = Meta.child(copy, "spec");
          if (!spec.path("claimRef").isObject()) {
            spec.set("claimRef", reference(claim));
            Meta.annotate(copy, BOUND_BY_CONTROLLER, "yes");
          } else if (spec.path("claimRef").path("uid").asText("").isEmpty()) {
            spec.set("claimRef", reference(claim));
          }
          return copy;
        });
    phase(volumeName, "Bound");
    objects.modify(
        GroupResource.PERSISTENT_VOLUME_CLAIMS,
        Meta.namespace(claim),
        Meta.name(claim),
        copy -> {
          ObjectNode spec = Meta.child(copy, "spec");
          if (spec.path("volumeName").asText("").isEmpty()) {
            spec.put("volumeName", volumeName);
            Meta.annotate(copy, BOUND_BY_CONTROLLER, "yes");
          }
          Meta.annotate(copy, "pv.kubernetes.io/bind-completed", "yes");
          return copy;
        });
    objects.modifyStatus(
        GroupResource.PERSISTENT_VOLUME_CLAIMS,
        Meta.namespace(claim),
        Meta.name(claim),
        copy -> {
          ObjectNode status = Meta.child(copy, "status");
          status.put("phase", "Bound");
          status.set("accessModes", volume.path("spec").path("accessModes").deepCopy());
          status.set("capacity", volume.path("spec").path("capacity").deepCopy());
          return copy;
        });
  }

  private void phase(String volume, String phase) {
    objects.modifyStatus(
        GroupResource.PERSISTENT_VOLUMES,
        null,
        volume,
        copy -> {
          ObjectNode status = Meta.child(copy, "status");
          if (!status.path("phase").asText().equals(phase)) {
            status.put("phase", phase).put("lastPhaseTransitionTime", time());
          }
          return copy;
        });
  }

  // --- volumes ----------------------------------------------------------------------------------

  private void volume(ObjectNode volume) {
    JsonNode reference = volume.path("spec").path("claimRef");
    boolean claimed =
        reference.isObject()
            && objects
                .get(
                    GroupResource.PERSISTENT_VOLUME_CLAIMS,
                    reference.path("namespace").asText(),
                    reference.path("name").asText())
                .map(claim ->
                    reference.path("uid").asText("").isEmpty()
                        || Meta.uid(claim).equals(reference.path("uid").asText()))
                .orElse(false);
    if (Meta.isDeleting(volume)) {
      if (!claimed) {
        dropFinalizer(GroupResource.PERSISTENT_VOLUMES, volume, VOLUME_PROTECTION);
      }
      return;
    }
    if (!reference.isObject()) {
      phase(Meta.name(volume), "Available");
    } else if (!claimed && !reference.path("uid").asText("").isEmpty()) {
      phase(Meta.name(volume), "Released");
      if (volume.path("spec").path("persistentVolumeReclaimPolicy").asText().equals("Delete")) {
        delete(GroupResource.PERSISTENT_VOLUMES, volume);
      }
    }
  }

  private void dropFinalizer(GroupResource resource, ObjectNode object, String name) {
    List<String> kept = List.of(name);
    objects.modify(
        resource,
        Meta.namespace(object).isEmpty() ? null : Meta.namespace(object),
        Meta.name(object),
        copy -> {
          if (Meta.metadata(copy).get("finalizers") instanceof ArrayNode finalizers) {
            for (int i = finalizers.size() - 1; i >= 0; i--) {
              if (kept.contains(finalizers.get(i).asText())) {
                finalizers.remove(i);
              }
            }
          }
          return copy;
        });
  }
}
