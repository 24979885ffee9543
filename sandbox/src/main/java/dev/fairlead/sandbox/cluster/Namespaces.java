package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.ManagedFields;
import java.util.ArrayList;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The namespace controller: gives each namespace its ServiceAccount `default` and ConfigMap
/// `kube-root-ca.crt`, and empties and removes those that are deleted.
final class Namespaces {
  private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);
  private static final String CERTIFICATE = "kube-root-ca.crt";
  private static final int ATTEMPTS = 100;

  private final Engine engine;
  private final Objects objects;
  private final String certificate;

  Namespaces(Engine engine, Objects objects, String certificate) {
    this.engine = engine;
    this.objects = objects;
    this.certificate = certificate;
  }

  /// Works on a namespace that has changed.
  void changed(ObjectEvent event) {
    ObjectNode namespace = event.object();
    if (event.type() == ObjectEvent.Type.DELETED) {
      return;
    }
    try {
      if (Json.isTerminating(namespace)) {
        empty(Json.name(namespace));
      } else if (event.type() == ObjectEvent.Type.ADDED) {
        furnish(Json.name(namespace)); // the server may have ended before it came to that
      }
    } catch (ApiException e) {
      LOG.debug("namespace {}: {}", Json.name(namespace), e.getMessage());
    }
  }

  /// Something in a namespace is gone: if it was the last thing of a terminating one, that ends;
  /// what a living one must have comes back.
  void contentGone(String namespace, GroupResource resource) {
    objects
        .get(GroupResource.NAMESPACES, null, namespace)
        .ifPresent(present -> {
          if (Json.isTerminating(present)) {
            empty(namespace);
          } else if (resource.equals(GroupResource.SERVICE_ACCOUNTS)
              || resource.equals(GroupResource.CONFIG_MAPS)) {
            furnish(namespace);
          }
        });
  }

  /// Puts back what every namespace must have.
  void furnish(String namespace) {
    createIfMissing(GroupResource.SERVICE_ACCOUNTS, head("ServiceAccount", "default", namespace));
    ObjectNode map = head("ConfigMap", CERTIFICATE, namespace);
    Json.childObject(map, "metadata")
        .putObject("annotations")
        .put(
            "kubernetes.io/description",
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
                + " endpoints such as the internal service IP or kubernetes.default.svc. No other"
                + " usage is guaranteed across distributions of Kubernetes clusters.");
    map.putObject("data").put("ca.crt", certificate);
    createIfMissing(GroupResource.CONFIG_MAPS, map);
  }

  private void createIfMissing(GroupResource resource, ObjectNode object) {
    if (objects.get(resource, Json.namespace(object), Json.name(object)).isPresent()) {
      return;
    }
    try {
      objects.create(resource, object);
    } catch (ApiException e) {
      if (!e.isAlreadyExists() && !e.isNotFound() && e.code() != 403) {
        throw e;
      }
    }
  }

  private static ObjectNode head(String kind, String name, String namespace) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").put("name", name).put("namespace", namespace);
    return object;
  }

  private void empty(String namespace) {
    boolean left = false;
    for (GroupResource resource : engine.store().resources()) {
      Optional<Served.Entry> entry = engine.served().view().storage(resource);
      if (entry.isEmpty() || !entry.get().type().namespaced()) {
        continue;
      }
      for (ObjectNode object : objects.list(resource, namespace)) {
        try {
          objects.delete(resource, namespace, Json.name(object), DeleteOptions.BACKGROUND);
        } catch (ApiException e) {
          if (!e.isNotFound() && !e.isConflict()) {
            LOG.debug("{} {}/{}: {}", resource, namespace, Json.name(object), e.getMessage());
          }
        }
      }
      left |= engine.store().count(resource, namespace) > 0;
    }
    if (!left) {
      objects
          .get(GroupResource.NAMESPACES, null, namespace)
          .ifPresent(present -> {
            ArrayNode kept = Json.object().arrayNode();
            for (JsonNode finalizer : present.path("spec").path("finalizers")) {
              if (!finalizer.asText().equals("kubernetes")) {
                kept.add(finalizer);
              }
            }
            setFinalizers(engine, call(namespace), kept);
          });
    }
  }

  private Call call(String namespace) {
    Served.Entry entry =
        engine
            .served()
            .view()
            .storage(GroupResource.NAMESPACES)
            .orElseThrow(Statuses::noSuchResource);
    return new Call(
        entry,
        null,
        namespace,
        "finalize",
        Caller.INTERNAL,
        "kube-controller-manager",
        false,
        Call.FieldValidation.IGNORE,
        new ArrayList<>());
  }

  /// Sets `spec.finalizers`; a terminating namespace without any is removed.
  ///
  /// @return its last state
  static ObjectNode setFinalizers(Engine engine, Call call, JsonNode finalizers) {
    Store store = engine.store();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Store.Stored existing = engine.stored(call);
      ObjectNode next = existing.object().deepCopy();
      ObjectNode spec = Json.childObject(next, "spec");
      if (finalizers.isEmpty()) {
        spec.remove("finalizers");
      } else {
        spec.set("finalizers", finalizers.deepCopy());
      }
      if (!Json.isTerminating(next)) {
        next =
            ManagedFields.update(
                call.type(), existing.object(), next, call.fieldManager(), engine.now());
      }
      boolean gone = Json.isTerminating(next) && finalizers.isEmpty() && !Json.hasFinalizers(next);
      Optional<Store.Stored> done =
          gone
              ? store.remove(GroupResource.NAMESPACES, existing, next)
              : store.replace(GroupResource.NAMESPACES, existing, next);
      if (done.isPresent()) {
        return done.get().object();
      }
    }
    throw Statuses.modified(GroupResource.NAMESPACES, call.name());
  }
}
