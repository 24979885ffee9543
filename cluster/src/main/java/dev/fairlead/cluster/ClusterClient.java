package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Access to the API server of one cluster. Objects are trees, never changed by the client; the
/// caller owns what it gets. Safe for any thread; every method may throw [ClusterException], and
/// those that change something send their request once only (reads are repeated a few times while
/// the server cannot be reached).
public interface ClusterClient extends AutoCloseable {

  /// The field manager of Argo CD, which this program takes over.
  String FIELD_MANAGER = "argocd-controller";

  /// The server's URL.
  String server();

  /// The server's `gitVersion`, such as `v1.36.0`, as it was when its discovery was read.
  String version();

  /// What the cluster serves, as it was last read.
  Discovery discovery();

  /// Reads again what the cluster serves.
  Discovery rediscover();

  /// One object; empty where it does not exist.
  Optional<ObjectNode> get(ApiResource type, String namespace, String name);

  /// The objects of a kind, all pages of it.
  Listing list(ApiResource type, ListOptions options);

  /// Streams changes of a kind until the watch is closed, the server ends it or it fails. The call
  /// returns once the server has accepted the watch.
  Watch watch(
      ApiResource type, ListOptions options, String resourceVersion, WatchListener listener);

  /// Server-side apply: creates or updates.
  ObjectNode apply(ApiResource type, ObjectNode object, WriteOptions options);

  ObjectNode create(ApiResource type, ObjectNode object, WriteOptions options);

  /// Replaces an object; without a `resourceVersion` in it whatever its state is.
  ObjectNode replace(ApiResource type, ObjectNode object, WriteOptions options);

  ObjectNode patch(
      ApiResource type,
      String namespace,
      String name,
      PatchType patchType,
      JsonNode patch,
      WriteOptions options);

  /// Deletes an object.
  ///
  /// @return false where it did not exist
  boolean delete(ApiResource type, String namespace, String name, DeleteOptions options);

  /// The log of a container.
  ///
  /// @param container null: the only one
  /// @param tailLines how many lines from the end
  String log(String namespace, String pod, @Nullable String container, int tailLines);

  @Override
  void close();

  enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String mediaType;

    PatchType(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  enum Propagation {
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// @param namespace empty for all
  /// @param labelSelector empty for all
  /// @param fieldSelector empty for all
  record ListOptions(String namespace, String labelSelector, String fieldSelector) {
    public static final ListOptions ALL = new ListOptions("", "", "");

    public ListOptions inNamespace(String other) {
      return new ListOptions(other, labelSelector, fieldSelector);
    }

    public ListOptions withLabels(String selector) {
      return new ListOptions(namespace, selector, fieldSelector);
    }

    public ListOptions withFields(String selector) {
      return new ListOptions(namespace, labelSelector, selector);
    }
  }

  /// @param resourceVersion where a watch goes on from
  record Listing(List<ObjectNode> items, String resourceVersion) {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /// @param fieldManager who owns the written fields
  /// @param force with [#apply]: take fields from other managers instead of failing
  /// @param dryRun nothing is stored
  /// @param validation `Strict`, `Warn` or `Ignore` for fields that the schema does not know
  /// @param subresource such as `status`; empty for the object itself
  record WriteOptions(
      String fieldManager, boolean force, boolean dryRun, String validation, String subresource) {
    public static final WriteOptions DEFAULT =
        new WriteOptions(FIELD_MANAGER, true, false, "Strict", "");

    public WriteOptions withDryRun() {
      return new WriteOptions(fieldManager, force, true, validation, subresource);
    }

    public WriteOptions withManager(String manager) {
      return new WriteOptions(manager, force, dryRun, validation, subresource);
    }

    public WriteOptions withoutForce() {
      return new WriteOptions(fieldManager, false, dryRun, validation, subresource);
    }

    public WriteOptions withValidation(String other) {
      return new WriteOptions(fieldManager, force, dryRun, other, subresource);
    }

    public WriteOptions on(String other) {
      return new WriteOptions(fieldManager, force, dryRun, validation, other);
    }
  }

  /// @param uid delete only the object with this uid; null: whichever has the name
  /// @param grace null: the object's own
  record DeleteOptions(
      Propagation propagation, @Nullable String uid, @Nullable Duration grace, boolean dryRun) {
    public static final DeleteOptions BACKGROUND =
        new DeleteOptions(Propagation.BACKGROUND, null, null, false);
    public static final DeleteOptions FOREGROUND =
        new DeleteOptions(Propagation.FOREGROUND, null, null, false);

    public DeleteOptions withUid(String other) {
      return new DeleteOptions(propagation, other, grace, dryRun);
    }

    public DeleteOptions withDryRun() {
      return new DeleteOptions(propagation, uid, grace, true);
    }
  }

  /// A running watch.
  interface Watch extends AutoCloseable {
    /// Ends it; no event is delivered once this has returned, [WatchListener#ended] is not called.
    @Override
    void close();
  }

  enum Change {
    ADDED,
    MODIFIED,
    DELETED,
    /// Nothing changed; the object only says up to which resource version all has been seen.
    BOOKMARK
  }

  /// Called from one thread at a time.
  interface WatchListener {
    void event(Change change, ObjectNode object);

    /// The server ended the watch; nothing more comes.
    ///
    /// @param failure null for an ordinary end
    void ended(@Nullable ClusterException failure);
  }
}
