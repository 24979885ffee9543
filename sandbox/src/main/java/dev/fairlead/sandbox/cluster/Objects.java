package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The cluster's objects without HTTP, for controllers, the scheduler and the node agent: the same
/// defaulting, validation, conflicts, finalizers, generation, ownership records and events as the
/// HTTP API, with administrator rights. Obtained from [ClusterServer#objects] for one field
/// manager.
///
/// Objects are in the version that the API stores (`apps/v1`, `batch/v1`, ..), complete with
/// apiVersion and kind. Returned nodes are shared with the store: never change one, `deepCopy()`
/// first. `namespace` is null for cluster-scoped resources. Refused requests throw [ApiException].
/// Safe for use from any thread.
public interface Objects {
  /// The object, or empty if it (or its namespace) does not exist.
  Optional<ObjectNode> get(GroupResource resource, @Nullable String namespace, String name);

  /// All objects of a resource in all namespaces, ordered by namespace and name.
  List<ObjectNode> list(GroupResource resource);

  /// The objects of one namespace, ordered by name.
  List<ObjectNode> list(GroupResource resource, String namespace);

  /// Stores a new object (POST). The namespace is taken from its metadata; `generateName` works;
  /// status is dropped for resources with a status subresource.
  ObjectNode create(GroupResource resource, ObjectNode object);

  /// Replaces an object (PUT). With `metadata.resourceVersion` it is refused with a Conflict if the
  /// object has been changed since. Status is kept as it was.
  ObjectNode update(GroupResource resource, ObjectNode object);

  /// Replaces an object's status (PUT on /status); everything else in the given object is ignored.
  ObjectNode updateStatus(GroupResource resource, ObjectNode object);

  /// Changes an object by a patch (PATCH).
  ///
  /// @param subresource `status`, `scale`, .. or null for the object itself
  /// @param patch a JSON array for [PatchType#JSON], else an object
  ObjectNode patch(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      @Nullable String subresource,
      PatchType type,
      JsonNode patch);

  /// Deletes an object (DELETE). An object that waits for finalizers or, a bound pod, for its end,
  /// stays with a `deletionTimestamp`.
  ///
  /// @throws ApiException NotFound, or Conflict if a precondition does not hold
  void delete(
      GroupResource resource, @Nullable String namespace, String name, DeleteOptions options);

  /// Gives a pod its node (POST on /binding).
  void bind(String namespace, String pod, String node);

  /// Reads an object, lets `change` alter a copy and stores the result; again from the start as
  /// often as another writer comes between. Nothing is written (and no event sent) if nothing
  /// changed.
  ///
  /// @param change changes the given private copy in place, or returns another; must have no other
  ///   effects as it may run several times
  /// @return the stored object, or empty if it does not exist (any more)
  Optional<ObjectNode> modify(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      UnaryOperator<ObjectNode> change);

  /// Like [#modify] but stores only the status.
  Optional<ObjectNode> modifyStatus(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      UnaryOperator<ObjectNode> change);

  /// Follows a resource in all namespaces. The present objects are passed as ADDED on the caller's
  /// thread before this method returns; later changes are passed in order, one at a time, on a
  /// thread of the watch's own, without any lock held: `consumer` may call back into this
  /// interface. No event is lost or repeated.
  Watch watch(GroupResource resource, Consumer<ObjectEvent> consumer);

  /// A running watch.
  interface Watch extends AutoCloseable {
    /// Ends the watch; no event is passed after this returns, except one that is being passed now.
    @Override
    void close();
  }
}
