package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Decoding;
import dev.fairlead.kubernetes.Defaults;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.kubernetes.ManagedFields;
import dev.fairlead.kubernetes.Preparation;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ServerSideApply;
import dev.fairlead.kubernetes.Validation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads and writes of single objects, in the order in which a kube-apiserver works: decode,
/// default, ownership of fields, admission, preparation, validation, store.
///
/// Every write computes its result from the object as read and stores it on condition that nobody
/// came between, else it starts again. Safe for any thread.
final class Engine {
  /// A writer that loses so often against others gives up, as the real server's patches do.
  private static final int ATTEMPTS = 100;

  /// Names tried for a `generateName` before the collision is reported.
  private static final int GENERATED_NAMES = 8;

  private final Store store;
  private final Served served;
  private final Admission admission;
  private final Identities identities;
  private final Clock clock;
  private volatile Consumer<String> namespaceCreated = _ -> {};

  Engine(Store store, Served served, Admission admission, Identities identities, Clock clock) {
    this.store = store;
    this.served = served;
    this.admission = admission;
    this.identities = identities;
    this.clock = clock;
  }

  /// What a write came to.
  ///
  /// @param object the object in the version of the request
  /// @param created whether it is new
  record Written(ObjectNode object, boolean created) {}

  /// Computes the next state from the present one, both in the version of the request, the next one
  /// with its `managedFields`; null when nothing changes.
  interface Step {
    @Nullable ObjectNode next(ObjectNode live);
  }

  /// What to do, before the answer, for each new namespace.
  void onNamespace(Consumer<String> furnish) {
    namespaceCreated = furnish;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  Store store() {
    return store;
  }

  Served served() {
    return served;
  }

  /// The addressed object in the version of the request.
  ObjectNode get(Call call) {
    return shown(call.entry(), stored(call).object());
  }

  Store.Stored stored(Call call) {
    return store
        .get(call.entry().storage(), call.key())
        .orElseThrow(() -> Statuses.notFound(call.resource(), call.name()));
  }

  /// A stored object in the version of an entry.
  ObjectNode shown(Served.Entry entry, ObjectNode object) {
    return Versions.shown(served.view(), entry, object);
  }

  // ---------------------------------------------------------------- decoding

  /// Reads a complete object: pruned or checked by its schema, with defaults.
  ///
  /// @param duplicates messages about members given twice
  ObjectNode decode(Call call, ObjectNode body, List<String> duplicates) {
    ResourceType type = call.type();
    Decoding.Decoded decoded;
    try {
      decoded = Decoding.decode(type, body);
    } catch (KubernetesException e) {
      throw Statuses.of(e);
    }
    List<String> strict = new java.util.ArrayList<>(decoded.unknownFields());
    strict.addAll(duplicates);
    if (!strict.isEmpty()) {
      switch (call.fieldValidation()) {
        case STRICT ->
            throw Statuses.badRequest(
                "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                    .formatted(
                        type.kindName(),
                        type.version(),
                        type.kindName(),
                        String.join(", ", strict)));
        case WARN -> strict.forEach(call::warn);
        case IGNORE -> {}
      }
    }
    return Defaults.apply(type, decoded.object());
  }

  /// Reads the outcome of a patch; strict faults are worded differently there.
  private ObjectNode decodePatched(Call call, ObjectNode patched, PatchText patch) {
    GroupVersionKind kind = GroupVersionKind.of(patched);
    if (!kind.equals(call.type().kind())) {
      throw invalidPatch(
          patch,
          "no kind \"%s\" is registered for version \"%s\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\""
              .formatted(kind.kind(), kind.apiVersion()));
    }
    Decoding.Decoded decoded;
    try {
      decoded = Decoding.decode(call.type(), patched);
    } catch (KubernetesException e) {
      throw e.code() == 400 ? invalidPatch(patch, patch.decodingFault(e)) : e;
    }
    if (!decoded.unknownFields().isEmpty()) {
      switch (call.fieldValidation()) {
        case STRICT ->
            throw invalidPatch(
                patch, "strict decoding error: " + String.join(", ", decoded.unknownFields()));
        case WARN -> decoded.unknownFields().forEach(call::warn);
        case IGNORE -> {}
      }
    }
    return Defaults.apply(call.type(), decoded.object());
  }

  private static ApiException invalidPatch(PatchText patch, String why) {
    return Statuses.invalid(
        new GroupVersionKind("", "", ""),
        "",
        List.of(
            new FieldError(
                FieldError.Reason.INVALID,
                "patch",
                "Invalid value: \"%s\": %s".formatted(patch.shown(), why))));
  }

  // ---------------------------------------------------------------- create

  /// POST of a decoded object.
  ObjectNode create(Call call, ObjectNode decoded) {
    checkNamespace(call, decoded);
    ObjectNode owned = ManagedFields.update(call.type(), null, decoded, call.fieldManager(), now());
    return createOwned(call, owned);
  }

  /// Stores a new object whose ownership is settled.
  private ObjectNode createOwned(Call call, ObjectNode owned) {
    Served.Entry entry = call.entry();
    ResourceType type = entry.type();
    for (int attempt = 1; ; attempt++) {
      ObjectNode object = owned.deepCopy();
      ObjectNode metadata = Json.childObject(object, "metadata");
      if (type.namespaced()) {
        metadata.put("namespace", call.namespace());
      } else {
        metadata.remove("namespace");
      }
      checkFreshVersion(metadata);
      if (Json.name(object).isEmpty() && metadata.hasNonNull("generateName")) {
        metadata.put("name", identities.generateName(metadata.path("generateName").asText()));
      }
      object = admission.beforeCreate(call, object);
      metadata = Json.childObject(object, "metadata");
      metadata.remove("resourceVersion");
      metadata.remove("deletionTimestamp");
      metadata.remove("deletionGracePeriodSeconds");
      metadata.remove("selfLink");
      if (entry.storage().equals(GroupResource.NAMESPACES)) {
        Json.childObject(metadata, "labels").put("kubernetes.io/metadata.name", Json.name(object));
      }
      metadata.put("uid", identities.uid());
      metadata.put("creationTimestamp", now().toString());
      object = Preparation.forCreate(type, object);
      try (Admission.Reservation _ = admission.allocate(call, object, null)) {
        check(call, object, null);
        ObjectNode stored = Versions.stored(served.view(), entry, object);
        if (call.dryRun()) {
          if (store
              .get(entry.storage(), Store.key(call.namespace(), Json.name(object)))
              .isPresent()) {
            throw exists(call, Json.name(object));
          }
          return object;
        }
        Optional<Store.Stored> created =
            store.create(entry.storage(), Store.key(call.namespace(), Json.name(object)), stored);
        if (created.isPresent()) {
          if (entry.storage().equals(GroupResource.NAMESPACES)) {
            namespaceCreated.accept(Json.name(object));
          }
          return shown(entry, created.get().object());
        }
        boolean generated = Json.name(owned).isEmpty();
        if (!generated || attempt >= GENERATED_NAMES) {
          throw exists(call, Json.name(object));
        }
      }
    }
  }

  private ApiException exists(Call call, String name) {
    boolean terminating =
        store
            .get(call.entry().storage(), Store.key(call.namespace(), name))
            .map(present -> Json.isTerminating(present.object()))
            .orElse(false);
    return terminating
        ? Statuses.beingDeleted(call.resource(), name)
        : Statuses.alreadyExists(call.resource(), name);
  }

  private static void checkFreshVersion(ObjectNode metadata) {
    String version = metadata.path("resourceVersion").asText("");
    if (!version.isEmpty() && !version.equals("0")) {
      throw Statuses.internal("resourceVersion should not be set on objects to be created");
    }
  }

  private static void checkNamespace(Call call, ObjectNode object) {
    String namespace = Json.metadata(object, "namespace");
    if (call.type().namespaced() && !namespace.isEmpty() && !namespace.equals(call.namespace())) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private void check(Call call, ObjectNode object, @Nullable ObjectNode old) {
    refuse(call, object, Validation.validate(call.type(), object, old));
    Validation.warnings(call.type(), object).forEach(call::warn);
  }

  private static void refuse(Call call, ObjectNode object, List<FieldError> faults) {
    if (!faults.isEmpty()) {
      throw Statuses.invalid(call.type().kind(), Json.name(object), faults);
    }
  }

  // ---------------------------------------------------------------- update

  /// PUT of a decoded object, to the object itself or to `/status`.
  ObjectNode update(Call call, ObjectNode decoded) {
    checkName(call, decoded);
    checkNamespace(call, decoded);
    String version = Json.metadata(decoded, "resourceVersion");
    checkVersion(call, version);
    return change(
            call,
            live -> {
              checkUid(call, decoded, live);
              return ManagedFields.update(call.type(), live, decoded, call.fieldManager(), now());
            },
            version.isEmpty() || version.equals("0"))
        .object();
  }

  private static void checkUid(Call call, ObjectNode decoded, ObjectNode live) {
    String uid = Json.uid(decoded);
    if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
      throw Statuses.conflict(
          call.resource(),
          call.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, Json.uid(live)));
    }
  }

  private static void checkVersion(Call call, String version) {
    if (!version.isEmpty() && !version.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Statuses.internal(
          "strconv.ParseUint: parsing \"%s\": invalid syntax".formatted(version));
    }
    if (call.entry().custom() && (version.isEmpty() || version.equals("0"))) {
      // the real server names the resource here, not the kind
      throw Statuses.invalid(
          new GroupVersionKind(
              call.resource().group(), call.type().version(), call.resource().resource()),
          call.name(),
          List.of(
              new FieldError(
                  FieldError.Reason.INVALID,
                  "metadata.resourceVersion",
                  "Invalid value: 0: must be specified for an update")));
    }
  }

  void checkName(Call call, ObjectNode object) {
    String name = Json.name(object);
    if (!name.isEmpty() && !name.equals(call.name())) {
      throw Statuses.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, call.name()));
    }
    if (name.isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object (%s based on URL) was undeterminable: name must be provided"
              .formatted(call.name()));
    }
  }

  /// Merge, JSON and strategic patches, to the object itself or to `/status`.
  ObjectNode patch(Call call, UnaryOperator<ObjectNode> patch, PatchText text) {
    return change(
            call,
            live -> {
              ObjectNode patched = patch.apply(live);
              ObjectNode decoded = decodePatched(call, patched, text);
              checkName(call, decoded);
              checkNamespace(call, decoded);
              return ManagedFields.update(call.type(), live, decoded, call.fieldManager(), now());
            },
            false)
        .object();
  }

  /// Server-side apply, creating the object if it is missing.
  Written apply(Call call, ObjectNode body, boolean force) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Store.Stored> existing = store.get(call.entry().storage(), call.key());
      if (existing.isPresent()) {
        return change(
            call,
            live -> {
              Api.checkApplyHead(call, body);
              return applied(call, live, body, force);
            },
            false);
      }
      if (!call.subresource().isEmpty()) {
        throw Statuses.notFound(call.resource(), call.name());
      }
      String uid = Json.uid(body);
      if (!uid.isEmpty()) {
        throw Statuses.conflict(
            call.resource(),
            call.name(),
            "uid mismatch: the provided object specified uid %s, and no existing object was found"
                .formatted(uid));
      }
      Api.checkApplyHead(call, body);
      ObjectNode fresh =
          java.util.Objects.requireNonNull(applied(call, null, body, force)).deepCopy();
      Json.childObject(fresh, "metadata").remove("resourceVersion");
      Json.childObject(fresh, "metadata").put("name", call.name());
      try {
        return new Written(createOwned(call, fresh), true);
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
        // somebody created it meanwhile: apply to that
      }
    }
    throw Statuses.modified(call.resource(), call.name());
  }

  private @Nullable ObjectNode applied(
      Call call, @Nullable ObjectNode live, ObjectNode body, boolean force) {
    ServerSideApply.Outcome outcome =
        ServerSideApply.apply(call.type(), live, body, call.fieldManager(), force, now());
    return switch (outcome) {
      case ServerSideApply.Outcome.Applied(ObjectNode object, boolean changed) ->
          live != null && !changed ? null : object;
      case ServerSideApply.Outcome.Conflicted conflicted -> throw conflicts(conflicted);
    };
  }

  static ApiException conflicts(ServerSideApply.Outcome.Conflicted conflicted) {
    ObjectNode details = Json.object();
    var causes = details.putArray("causes");
    for (ServerSideApply.Conflict conflict : conflicted.conflicts()) {
      causes
          .addObject()
          .put("reason", "FieldManagerConflict")
          .put("message", conflict.message())
          .put("field", conflict.field());
    }
    return Statuses.failure(409, "Conflict", conflicted.message(), details);
  }

  /// Changes an object as it is stored, without ownership, preparation and checks, as the real
  /// server's own subresources do.
  ObjectNode rawChange(Call call, UnaryOperator<ObjectNode> step) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Store.Stored existing = stored(call);
      ObjectNode next = step.apply(existing.object().deepCopy());
      if (call.dryRun() || Json.same(next, existing.object())) {
        return next;
      }
      Optional<Store.Stored> stored = store.replace(call.entry().storage(), existing, next);
      if (stored.isPresent()) {
        return stored.get().object();
      }
    }
    throw Statuses.modified(call.resource(), call.name());
  }

  /// Reads, computes, checks and stores, again as long as others come between.
  ///
  /// @param unconditional whether the next state's resourceVersion says nothing
  Written change(Call call, Step step, boolean unconditional) {
    Served.Entry entry = call.entry();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Store.Stored existing = stored(call);
      ObjectNode live = shown(entry, existing.object());
      @Nullable ObjectNode next;
      try {
        next = step.next(live);
      } catch (KubernetesException e) {
        throw Statuses.of(e);
      }
      if (next == null) {
        return new Written(live, false);
      }
      if (!unconditional) {
        String version = Json.metadata(next, "resourceVersion");
        if (!version.isEmpty()
            && !version.equals("0")
            && !version.equals(Json.metadata(live, "resourceVersion"))) {
          throw Statuses.modified(call.resource(), call.name());
        }
      }
      Optional<ObjectNode> stored = write(call, existing, live, next);
      if (stored.isPresent()) {
        return new Written(stored.get(), false);
      }
    }
    throw Statuses.modified(call.resource(), call.name());
  }

  private static FieldError immutableUid(String uid) {
    return new FieldError(
        FieldError.Reason.INVALID,
        "metadata.uid",
        "Invalid value: \"%s\": field is immutable".formatted(uid));
  }

  /// Prepares, checks and stores; empty if somebody came between.
  private Optional<ObjectNode> write(
      Call call, Store.Stored existing, ObjectNode live, ObjectNode next) {
    Served.Entry entry = call.entry();
    ResourceType type = entry.type();
    String uid = Json.uid(next);
    if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
      throw Statuses.invalid(
          type.kind(),
          call.name(),
          List.of(immutableUid(uid), immutableUid(uid))); // the real server checks it twice
    }
    ObjectNode object = next.deepCopy();
    ObjectNode metadata = Json.childObject(object, "metadata");
    if (type.namespaced()) {
      metadata.put("namespace", call.namespace());
    }
    metadata.set("resourceVersion", Json.metadata(live).get("resourceVersion"));
    boolean status = call.subresource().equals("status");
    if (status) {
      object = Preparation.forStatusUpdate(type, object, live);
    } else {
      object = Preparation.forUpdate(type, object, live);
    }
    try (Admission.Reservation _ = admission.allocate(call, object, live)) {
      if (status) {
        refuse(call, object, Validation.validateStatus(type, object, live));
      } else if (call.subresource().equals("ephemeralcontainers")) {
        refuse(call, object, Validation.validateEphemeralContainers(type, object, live));
      } else {
        check(call, object, live);
      }
      admission.checkUpdate(call, object, live);
      if (Json.same(object, live)) {
        return Optional.of(live);
      }
      if (call.dryRun()) {
        return Optional.of(object);
      }
      ObjectNode stored = Versions.stored(served.view(), entry, object);
      if (Json.isTerminating(stored)
          && !Json.hasFinalizers(stored)
          && Json.hasFinalizers(live)
          && Json.metadata(stored).path("deletionGracePeriodSeconds").asLong() == 0) {
        ObjectNode answer = object.deepCopy();
        // the last event shows the object as it was before this write
        Optional<Store.Stored> removed =
            store.remove(entry.storage(), existing, existing.object().deepCopy());
        return removed.isPresent() ? Optional.of(answer) : Optional.empty();
      }
      Optional<Store.Stored> replaced = store.replace(entry.storage(), existing, stored);
      if (replaced.isPresent()) {
        return Optional.of(shown(entry, replaced.get().object()));
      }
      return Optional.empty();
    }
  }
}
